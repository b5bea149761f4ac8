//! The one door to building, serving, testing and measuring Hearth: `cargo xtask <command>`.

mod bench;
mod build;
mod build_id;
mod check;
mod compress;
mod kind;
mod minify;
mod page;
mod process;
mod programs;
mod project;

mod report;
mod screenshot;
mod serve;
mod setup;
mod size;
mod static_server;
mod test;
mod trunk;
mod variants;
mod wasm_opt;

use anyhow::{Result, bail};
use project::Project;
use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <command>

  setup                        get everything that is missing, and nothing twice
  setup DATA-SET …             get these: mnist, fashion-mnist, quickdraw, which are part of
                               every setup, or cifar10 (139 MB), which is fetched only so
  serve [--port N] [--dev]     build, watch and serve the page (port 8080)
  build [--dev] [--workers A,B]
                               production build into dist/ (workers: cpu, webgpu, ndarray);
                               --dev: quicker, the page in one program, nothing made small
  test [native|wasm|e2e|firefox]
                               run the tests; without a name, all four
  check                        formatting, lints, licences, documentation
  size                         what is fetched of dist/, against the budgets
  bench [page|time|memory|data|photographs|keras-code]…
                               measure what README quotes, or some of it
  bench speed [WORD]…          steps in the page and natively beside Keras's, and in other
                               libraries for the browser, for docs
  bench kernels                each kernel beside the machine's peak, for docs
  bench results [NAME]…        train the recipes of benches/results.json, for docs/results
  bench recipes [NAME]… [--minutes N]
                               train recipes in the page, for docs
  bench sweep [NAME]… [--jobs N]
                               carry out the sweeps of benches/sweeps.json, for docs; what was
                               interrupted goes on
  bench sweep --page [NAME]…   how long sweeps take in the page
  screenshot                   make README's picture

Environment:
  HEARTH_CACHE                 where tools, data and packages are kept (~/.cache/hearth)
  HEARTH_DIST                  a built page to measure, instead of building it
  HEARTH_URL                   a served page for e2e and firefox, instead of building it
  CHROME, CHROMEDRIVER         the browser and its driver, when not those on PATH
  FIREFOX                      the other browser, when not the one on PATH
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<()> {
    if let [] | ["help" | "--help" | "-h"] = words {
        print!("{HELP}");
        return Ok(());
    }
    process::end_children_on_signal()?;
    let project = Project::find()?;
    match *words {
        ["setup"] => setup::everything(&project),
        ["setup", ref data_sets @ ..] => setup::data_sets(&project, data_sets),
        ["serve", ref options @ ..] => serve::run(&project, options),
        ["build", ref options @ ..] => build::run(&project, options),
        ["test", ref options @ ..] => test::run(&project, options),
        ["check"] => check::run(&project),
        ["size"] => size::run(&project),
        ["bench", ref parts @ ..] => bench::run(&project, parts),
        ["screenshot"] => screenshot::run(&project),
        _ => bail!("`{}` is not a command of xtask.\n\n{HELP}", words.join(" ")),
    }
}
