//! What a person reads while xtask works: one line for each thing done, with its time.

use anyhow::Result;
use std::time::{Duration, Instant};

/// Says `line` under the heading of what is being done.
pub fn say(what: &str, line: &str) {
    eprintln!("{what:>10}  {line}");
}

/// Does `work` and says how long it took.
pub fn timed<T>(what: &str, line: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(what, &format!("{line} …"));
    let start = Instant::now();
    let value = work()?;
    say(
        what,
        &format!("{line}: done in {}", duration(start.elapsed())),
    );
    Ok(value)
}

/// `0.4 s`, `17 s`, `2 min 5 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// `812 B`, `17.7 kB`, `24 MB`: powers of a thousand, as in the budgets.
pub fn bytes(count: u64) -> String {
    let kilo = count as f64 / 1e3;
    if count < 1000 {
        format!("{count} B")
    } else if kilo < 1000.0 {
        format!("{kilo:.1} kB")
    } else {
        format!("{:.2} MB", kilo / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let read = |milliseconds| duration(Duration::from_millis(milliseconds));
        assert_eq!(read(412), "0.4 s");
        assert_eq!(read(17_300), "17 s");
        assert_eq!(read(125_000), "2 min 5 s");
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(299_950), "299.9 kB");
        assert_eq!(bytes(17_700_000), "17.70 MB");
    }
}
