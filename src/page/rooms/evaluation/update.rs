//! How the room's state changes: one pure function from a message to requests to the page.

use std::sync::Arc;

use super::state::{
    Close, Gallery, OUTSIDE_PORTION, PARTS, PORTION, Page, PageFacts, Pass, Shown, State, nearest,
};
use crate::data::Role;
use crate::metrics::Analysis;
use crate::protocol::{
    Asker, Buffer, DataAnswer, DataQuery, DataQuestion, DataReply, EvaluationQuery,
    EvaluationReply, GalleryFilter, NetworkAnswer, NetworkQuery, NetworkQuestion, NetworkReply,
    PredictedPortion, PredictionTable, Question, RunId, SampleId, Ticket, Variation, WireError,
};
use crate::run::CurvePoint;

/// What happens in the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// What there is to evaluate is another.
    PageChanged(Box<PageFacts>),
    /// The loader answered.
    Loader(DataAnswer),
    /// The network answered.
    Network(NetworkAnswer),
    /// Evaluate a part.
    Choose(Role),
    /// Follow every evaluation of a run, or no longer.
    Follow(bool),
    /// Evaluate the network as it is now.
    Evaluate,
    /// Give up the evaluation under way.
    Cancel,
    /// Show samples in a gallery, from that many on; none of them without a filter.
    Show(Which, Option<GalleryFilter>, usize),
    /// Look at a sample closely; its label where it has one.
    LookAt(SampleId, Option<u16>),
    /// Change it step by step in this way.
    Vary(Variation),
    /// Find the training samples nearest to it.
    FindNearest,
    /// Give up finding them.
    StopFinding,
    /// Train on parts of the samples, each for so many epochs.
    DrawCurve(usize),
    /// Give that up.
    StopCurve,
    /// Find out how much each column matters, by so many shufflings of each.
    FindImportance(usize),
    /// Give that up.
    StopImportance,
    /// Save a report.
    Report,
    /// Save a table of samples without labels.
    SaveTable(PredictionTable),
    /// Show the first samples without labels with their probabilities.
    ShowOutside,
    /// Give up the table.
    CancelTable,
}

/// A gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Of a cell of the matrix.
    Cell,
    /// Of what was predicted wrongly.
    Mistakes,
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask the loader.
    Loader(DataQuestion),
    /// Ask the network.
    Network(NetworkQuestion),
    /// Save a file.
    Save(&'static str, Buffer),
}

/// Samples without labels that are shown with their probabilities.
pub const OUTSIDE_SHOWN: usize = OUTSIDE_PORTION;

/// Changes the state by what happened; returns what the page is to do.
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    match msg {
        Msg::PageChanged(facts) => follow_page(state, *facts),
        Msg::Loader(DataAnswer { ticket, body }) => match body {
            DataReply::Evaluation(reply) => loader_answered(state, ticket, reply),
            DataReply::Unlabelled(samples) => outside_arrived(state, ticket, samples),
            // Others ask for all else.
            _ => Vec::new(),
        },
        Msg::Network(NetworkAnswer { ticket, body }) => match body {
            NetworkReply::Predictions(result) => predicted(state, ticket, result),
            NetworkReply::Probabilities(result) => probed(state, ticket, result),
            NetworkReply::Distances(result) => measured(state, ticket, result),
            NetworkReply::LearningCurve(result) => point_found(state, ticket, result),
            _ => Vec::new(),
        },
        Msg::Choose(part) => {
            state.part = Some(part);
            let is_kept = part != Role::Train && state.page.evaluated.is_some();
            evaluate(state, is_kept)
        }
        Msg::Follow(follows) => {
            state.follows = follows;
            let is_due = follows && state.page.evaluated.is_some();
            if is_due {
                evaluate(state, true)
            } else {
                Vec::new()
            }
        }
        Msg::Evaluate => evaluate(state, false),
        Msg::Cancel => {
            give_up(state);
            Vec::new()
        }
        Msg::Show(which, filter, from) => {
            let gallery = gallery(state, which);
            gallery.filter = filter;
            gallery.from = from;
            if filter.is_none() {
                gallery.page = None;
            }
            show(state, which)
        }
        Msg::LookAt(id, label) => look_at(state, id, label),
        Msg::Vary(variation) => {
            state.close.variation = variation;
            vary(state)
        }
        Msg::FindNearest => {
            state.close.nearest = None;
            state.close.distances = Some(Vec::new());
            measure(state)
        }
        Msg::StopFinding => {
            state.close.measurer.cancel();
            state.close.distances = None;
            Vec::new()
        }
        Msg::DrawCurve(epochs) => {
            let curve = &mut state.curve;
            curve.points.clear();
            curve.error = None;
            curve.epochs = epochs;
            curve.is_under_way = true;
            next_point(state)
        }
        Msg::StopCurve => stop_curve(state),
        Msg::FindImportance(repeats) => {
            let part = state.part();
            match state.page.load.filter(|_| state.page.run.is_some()) {
                Some(load) => {
                    let question = state.importance.begin(part, repeats, load);
                    vec![Request::Loader(question)]
                }
                None => Vec::new(),
            }
        }
        Msg::StopImportance => {
            state.importance.stop();
            Vec::new()
        }
        Msg::Report => {
            let facts = state.page.facts.clone();
            let Some(load) = state.page.load else {
                return Vec::new();
            };
            let ticket = state.reporter.ask_now(load);
            vec![ask(ticket, EvaluationQuery::Report { facts })]
        }
        Msg::SaveTable(kind) => begin_table(state, kind, false),
        Msg::ShowOutside => begin_table(state, PredictionTable::Probabilities, true),
        Msg::CancelTable => {
            end_table(state);
            Vec::new()
        }
    }
}

fn ask(ticket: Ticket<u32>, query: EvaluationQuery) -> Request {
    let body = DataQuery::Evaluation(Box::new(query));
    Request::Loader(Question { ticket, body })
}

fn text(error: &WireError) -> String {
    format!("{}. {}", error.message, error.hint)
}

/// Forgets what is of other samples or of another network, and evaluates what is new.
fn follow_page(state: &mut State, facts: PageFacts) -> Vec<Request> {
    let before = std::mem::replace(&mut state.page, facts);
    let now = &state.page;
    let is_other_load = before.load != now.load;
    let is_other_run = before.key != now.key;
    let is_evaluated = now.evaluated.is_some() && (now.evaluated != before.evaluated);
    let is_due = is_evaluated && (state.follows || !now.is_running);
    if before.run != now.run || is_other_load {
        give_up(state);
        state.close.prober.cancel();
        state.close.measurer.cancel();
        state.close.distances = None;
        end_table(state);
        // What is known of it stays; a worker that was asked for more has another network now.
        state.curve.asker.cancel();
        state.curve.is_under_way = false;
        state.importance.stop();
    }
    if is_other_load || is_other_run {
        state.is_due |= is_other_load && state.shown.is_some();
        state.shown = None;
        state.error = None;
        state.importance.forget();
        for which in [Which::Cell, Which::Mistakes] {
            let gallery = gallery(state, which);
            gallery.asker.cancel();
            gallery.page = None;
            gallery.from = 0;
        }
        state.cell.filter = None;
        state.table.shown = Arc::default();
        state.table.samples = Arc::default();
    }
    if is_other_load {
        state.curve.points.clear();
        let askers = [
            &mut state.analyser,
            &mut state.reporter,
            &mut state.close.fetcher,
            &mut state.close.changer,
            &mut state.close.finder,
        ];
        askers.into_iter().for_each(Asker::cancel);
        forget_close(&mut state.close);
    }
    if state.mistakes.filter.is_none() {
        state.mistakes.filter = Some(GalleryFilter::default());
    }
    if is_due || (is_other_load && state.page.evaluated.is_some() && !state.page.is_running) {
        return evaluate(state, true);
    }
    let is_at_rest = state.page.is_trained && !state.page.is_running;
    if state.is_due && is_at_rest && state.pass.is_none() {
        return evaluate(state, false);
    }
    Vec::new()
}

/// Forgets the sample; the askers stay, so that no number comes again.
fn forget_close(close: &mut Close) {
    *close = Close {
        fetcher: std::mem::take(&mut close.fetcher),
        changer: std::mem::take(&mut close.changer),
        prober: std::mem::take(&mut close.prober),
        measurer: std::mem::take(&mut close.measurer),
        finder: std::mem::take(&mut close.finder),
        variation: close.variation,
        ..Close::default()
    };
}

fn give_up(state: &mut State) {
    state.predictor.cancel();
    state.analyser.cancel();
    state.pass = None;
}

/// Begins an evaluation; what was kept of the run's own will do where that is said.
fn evaluate(state: &mut State, or_kept: bool) -> Vec<Request> {
    give_up(state);
    if !state.can_evaluate() {
        return Vec::new();
    }
    state.is_due = false;
    state.error = None;
    state.pass = Some(Pass::default());
    portion(state, or_kept)
}

fn portion(state: &mut State, or_kept: bool) -> Vec<Request> {
    let (Some(run), Some(pass)) = (state.page.run, &state.pass) else {
        return Vec::new();
    };
    let body = NetworkQuery::Predict {
        part: state.part(),
        from: pass.done,
        count: PORTION,
        or_kept,
    };
    let ticket = state.predictor.ask_now(run);
    vec![Request::Network(Question { ticket, body })]
}

fn predicted(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<PredictedPortion, WireError>,
) -> Vec<Request> {
    if state.predictor.answered(ticket).is_none() {
        return Vec::new();
    }
    let portion_came = match result {
        Ok(portion) => portion,
        Err(error) => {
            give_up(state);
            state.error = Some(text(&error));
            return Vec::new();
        }
    };
    let (Some(pass), Some(load)) = (&mut state.pass, state.page.load) else {
        return Vec::new();
    };
    pass.total = portion_came.total;
    pass.done += portion_came.count;
    if let Some(step) = portion_came.step {
        let [least, most] = pass.steps.unwrap_or([step, step]);
        pass.steps = Some([least.min(step), most.max(step)]);
    }
    pass.portions.push(portion_came.predictions.into_vec());
    if pass.total == 0 {
        give_up(state);
        state.error = Some("There are no such samples. Choose another part.".to_owned());
        return Vec::new();
    }
    if pass.done < pass.total && portion_came.count > 0 {
        return portion(state, false);
    }
    let portions = std::mem::take(&mut pass.portions);
    let ticket = state.analyser.ask_now(load);
    let part = state.part();
    vec![ask(ticket, EvaluationQuery::Analyse { part, portions })]
}

fn gallery(state: &mut State, which: Which) -> &mut Gallery {
    match which {
        Which::Cell => &mut state.cell,
        Which::Mistakes => &mut state.mistakes,
    }
}

/// Asks for the samples that a gallery shows.
fn show(state: &mut State, which: Which) -> Vec<Request> {
    let Some(load) = state.page.load.filter(|_| state.shown.is_some()) else {
        return Vec::new();
    };
    let gallery = gallery(state, which);
    let Some(page) = gallery.wanted() else {
        return Vec::new();
    };
    vec![ask(
        gallery.asker.ask_now(load),
        EvaluationQuery::Gallery(page),
    )]
}

fn loader_answered(state: &mut State, ticket: Ticket<u32>, reply: EvaluationReply) -> Vec<Request> {
    match reply {
        EvaluationReply::Analysis(result) => analysed(state, ticket, *result),
        EvaluationReply::Gallery {
            page,
            samples,
            total,
            pictures,
        } => {
            let galleries = [&mut state.cell, &mut state.mistakes].into_iter();
            let mut galleries = galleries.filter(|gallery| gallery.wanted() == Some(page));
            if let Some(gallery) = galleries.find_map(|gallery| {
                let is_own = gallery.asker.answered(ticket).is_some();
                is_own.then_some(gallery)
            }) {
                gallery.page = Some(Arc::new(Page {
                    samples,
                    total,
                    pictures: pictures.into_vec(),
                }));
            }
            Vec::new()
        }
        EvaluationReply::Sample(result) => fetched(state, ticket, result),
        EvaluationReply::Variations(result) => changed(state, ticket, result),
        EvaluationReply::Training { samples, pictures } => {
            if state.close.finder.answered(ticket).is_some() {
                state.close.nearest = Some(Arc::new(Page {
                    total: samples.len(),
                    samples,
                    pictures: pictures.into_vec(),
                }));
            }
            Vec::new()
        }
        EvaluationReply::Shuffled(result) => {
            let run = state.page.run;
            let question = state.importance.take_rows(ticket, result, run);
            question.into_iter().map(Request::Network).collect()
        }
        EvaluationReply::Report(result) => {
            if state.reporter.answered(ticket).is_none() {
                return Vec::new();
            }
            match result {
                Ok(html) => vec![Request::Save("evaluation.html", html)],
                Err(error) => {
                    state.error = Some(text(&error));
                    Vec::new()
                }
            }
        }
        EvaluationReply::Table(result) => {
            if state.table.loader.answered(ticket).is_none() {
                return Vec::new();
            }
            let kind = state.table.kind;
            end_table(state);
            let name = match kind {
                Some(PredictionTable::Submission) => "submission.csv",
                _ => "probabilities.csv",
            };
            match result {
                Ok(table) => vec![Request::Save(name, table)],
                Err(error) => {
                    state.table.error = Some(text(&error));
                    Vec::new()
                }
            }
        }
    }
}

fn analysed(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Analysis, WireError>,
) -> Vec<Request> {
    if state.analyser.answered(ticket).is_none() {
        return Vec::new();
    }
    let pass = state.pass.take().unwrap_or_default();
    match result {
        Ok(analysis) => {
            state.shown = Some(Arc::new(Shown {
                part: state.part(),
                analysis,
                steps: pass.steps,
            }));
            let mut requests = show(state, Which::Mistakes);
            requests.extend(show(state, Which::Cell));
            requests
        }
        Err(error) => {
            state.error = Some(text(&error));
            Vec::new()
        }
    }
}

fn look_at(state: &mut State, id: SampleId, label: Option<u16>) -> Vec<Request> {
    let close = &mut state.close;
    forget_close(close);
    close.prober.cancel();
    close.measurer.cancel();
    close.changer.cancel();
    close.finder.cancel();
    close.sample = Some((id, label));
    let Some(load) = state.page.load else {
        return Vec::new();
    };
    vec![ask(
        close.fetcher.ask_now(load),
        EvaluationQuery::Sample(id),
    )]
}

fn fetched(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let close = &mut state.close;
    if close.fetcher.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(packed) => {
            close.packed = Some(Arc::new(packed.into_vec()));
            if state.page.shape.is_some() {
                vary(state)
            } else {
                probe(state)
            }
        }
        Err(error) => {
            close.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Asks for the sample's changed pictures.
fn vary(state: &mut State) -> Vec<Request> {
    let close = &mut state.close;
    let (Some(load), Some((sample, _))) = (state.page.load, close.sample) else {
        return Vec::new();
    };
    if state.page.shape.is_none() {
        return Vec::new();
    }
    let change = close.variation;
    let ticket = close.changer.ask_now(load);
    vec![ask(ticket, EvaluationQuery::Vary { sample, change })]
}

fn changed(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let close = &mut state.close;
    if close.changer.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(pictures) => {
            close.changed = Arc::new(pictures.into_vec());
            close.probabilities = Arc::default();
            probe(state)
        }
        Err(error) => {
            close.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Asks the network about the sample as it is, and changed.
fn probe(state: &mut State) -> Vec<Request> {
    let close = &mut state.close;
    let (Some(run), Some(packed)) = (state.page.run, &close.packed) else {
        return Vec::new();
    };
    let samples = [&packed[..], &close.changed[..]].concat();
    let ticket = close.prober.ask_now(run);
    let body = NetworkQuery::Probabilities(samples.into());
    vec![Request::Network(Question { ticket, body })]
}

fn reals(bytes: &[u8]) -> Vec<f32> {
    let (values, _) = bytes.as_chunks();
    values
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}

/// Probabilities of a sample and its changed pictures, or of samples without labels.
fn probed(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let (classes, load) = (state.page.classes.len(), state.page.load);
    let importance = &mut state.importance;
    if let Some(next) = importance.take_probabilities(ticket, &result, classes, load) {
        return next.into_iter().map(Request::Loader).collect();
    }
    let close = &mut state.close;
    if close.prober.answered(ticket).is_some() {
        match result {
            Ok(values) => {
                let mut own = reals(&values.into_vec());
                let changed = own.split_off(state.page.classes.len().min(own.len()));
                close.own = Arc::new(own);
                close.probabilities = Arc::new(changed);
            }
            Err(error) => close.error = Some(text(&error)),
        }
        return Vec::new();
    }
    if state.table.network.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(values) => {
            let bytes = values.into_vec();
            let classes = state.page.classes.len().max(1);
            state.table.done += bytes.len() / (4 * classes);
            let is_last = bytes.is_empty();
            state.table.portions.push(bytes);
            next_of_table(state, is_last)
        }
        Err(error) => {
            end_table(state);
            state.table.error = Some(text(&error));
            Vec::new()
        }
    }
}

fn measure(state: &mut State) -> Vec<Request> {
    let close = &mut state.close;
    let (Some(run), Some(packed), Some(distances)) =
        (state.page.run, &close.packed, &close.distances)
    else {
        close.distances = None;
        return Vec::new();
    };
    let body = NetworkQuery::Distances {
        sample: packed.to_vec().into(),
        from: distances.len(),
        count: PORTION,
    };
    let ticket = close.measurer.ask_now(run);
    vec![Request::Network(Question { ticket, body })]
}

fn measured(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let close = &mut state.close;
    if close.measurer.answered(ticket).is_none() {
        return Vec::new();
    }
    let Some(distances) = &mut close.distances else {
        return Vec::new();
    };
    match result {
        Ok(more) => {
            let more = reals(&more.into_vec());
            let is_last = more.len() < PORTION;
            distances.extend(more);
            if !is_last {
                return measure(state);
            }
            let found = nearest(&close.distances.take().unwrap_or_default());
            let Some(load) = state.page.load else {
                return Vec::new();
            };
            vec![ask(
                close.finder.ask_now(load),
                EvaluationQuery::Training(found),
            )]
        }
        Err(error) => {
            close.distances = None;
            close.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Asks for the next point of the learning curve.
fn next_point(state: &mut State) -> Vec<Request> {
    let curve = &mut state.curve;
    let next = PARTS.get(curve.points.len());
    let (Some(run), Some(&part)) = (state.page.run, next) else {
        curve.is_under_way = false;
        return Vec::new();
    };
    let epochs = curve.epochs;
    let ticket = curve.asker.ask_now(run);
    let body = NetworkQuery::LearningCurve { part, epochs };
    vec![Request::Network(Question { ticket, body })]
}

fn point_found(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<CurvePoint, WireError>,
) -> Vec<Request> {
    let curve = &mut state.curve;
    if curve.asker.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(CurvePoint {
            samples,
            train,
            test,
        }) => {
            curve.points.push((samples, train, test));
            next_point(state)
        }
        Err(error) => {
            curve.is_under_way = false;
            curve.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Expects no more points, and lets the worker do other things.
fn stop_curve(state: &mut State) -> Vec<Request> {
    let curve = &mut state.curve;
    curve.is_under_way = false;
    let Some(run) = state.page.run else {
        return Vec::new();
    };
    let ticket = curve.asker.ask_now(run);
    curve.asker.cancel();
    let body = NetworkQuery::LearningCurve {
        part: 0.0,
        epochs: 0,
    };
    vec![Request::Network(Question { ticket, body })]
}

fn begin_table(state: &mut State, kind: PredictionTable, to_show: bool) -> Vec<Request> {
    end_table(state);
    state.table.error = None;
    if state.page.outside == 0 || !state.can_evaluate() {
        return Vec::new();
    }
    state.table.kind = Some(kind);
    state.table.to_show = to_show;
    next_of_table(state, false)
}

fn end_table(state: &mut State) {
    let table = &mut state.table;
    table.loader.cancel();
    table.network.cancel();
    table.kind = None;
    table.done = 0;
    table.portions = Vec::new();
}

/// Asks for the next samples without labels, or for the table once all are predicted.
fn next_of_table(state: &mut State, is_last: bool) -> Vec<Request> {
    let table = &mut state.table;
    let (Some(load), Some(kind)) = (state.page.load, table.kind) else {
        return Vec::new();
    };
    let wanted = if table.to_show {
        state.page.outside.min(OUTSIDE_SHOWN)
    } else {
        state.page.outside
    };
    if table.done < wanted && !is_last {
        let body = DataQuery::Unlabelled {
            from: table.done,
            count: OUTSIDE_PORTION.min(wanted - table.done),
        };
        let ticket = table.loader.ask_now(load);
        return vec![Request::Loader(Question { ticket, body })];
    }
    let portions = std::mem::take(&mut table.portions);
    if table.to_show {
        table.shown = Arc::new(reals(&portions.concat()));
        end_table(state);
        return Vec::new();
    }
    let ticket = table.loader.ask_now(load);
    vec![ask(ticket, EvaluationQuery::Table { kind, portions })]
}

fn outside_arrived(state: &mut State, ticket: Ticket<u32>, samples: Buffer) -> Vec<Request> {
    let table = &mut state.table;
    if table.loader.answered(ticket).is_none() {
        return Vec::new();
    }
    let Some(run) = state.page.run else {
        return Vec::new();
    };
    if table.to_show {
        table.samples = Arc::new(samples.to_vec());
    }
    let ticket = table.network.ask_now(run);
    let body = NetworkQuery::Probabilities(samples);
    vec![Request::Network(Question { ticket, body })]
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
