//! The host: deals with mail, and keeps what was loaded.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, File, MessageEvent};

use super::errors::cancelled;
use super::file_requests::{FileRequests, Numbered};
use super::loaded_data::LoadedData;
use super::{load, model, runs, show};
use crate::protocol::{
    Answer, BUILD, DataAnswer, DataCommand, DataEvent, DataQuery, DataQuestion, DataReply,
    ErrorKind, Load, LoadEvent, Packed, PendingExperiment, RunsReply, Ticket, WireError,
};
use crate::web::clock::scope;
use crate::web::mailbox::Mailbox;
use crate::web::{panic, port};

/// Something for the host to deal with.
pub enum Mail {
    /// A command of the page, and the files that came with it.
    Command(DataCommand, Vec<File>),
    /// The load of that number is over.
    Loaded(u32, Box<Result<LoadedData, WireError>>),
}

/// Listens to the page and works for it until the worker is ended.
///
/// # Panics
/// A message cannot be read, then or later: page and loader are of different builds.
pub fn start() {
    panic::report_to_page(|message| DataEvent::Panicked { message });
    let mailbox = Mailbox::default();
    let inbox = mailbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match port::receive_beside(&event.data()) {
            Ok((command, files)) => inbox.post(Mail::Command(command, files)),
            Err(error) => panic!("a command that cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The page may speak for as long as the worker lives.
    on_message.forget();
    emit(DataEvent::Ready {
        build: BUILD.to_owned(),
    });
    spawn_local(async move { Host::new(mailbox).serve().await });
}

fn emit(event: DataEvent) {
    if let Err(error) = port::send(&scope(), event) {
        panic!("an event that cannot be sent: {error:?}");
    }
}

struct Host {
    mailbox: Mailbox<Mail>,
    loaded_data: Option<Rc<LoadedData>>,
    load: Option<ActiveLoad>,
}

/// A load under way.
struct ActiveLoad {
    number: u32,
    controller: AbortController,
    /// Where files arrive that it asked the page for.
    arrivals: Mailbox<Numbered>,
}

impl ActiveLoad {
    /// Gives it up; it may wait for files.
    fn give_up(&self) {
        self.controller.abort();
        self.arrivals.post(Numbered::new());
    }
}

impl Host {
    fn new(mailbox: Mailbox<Mail>) -> Self {
        Self {
            mailbox,
            loaded_data: None,
            load: None,
        }
    }

    async fn serve(mut self) {
        loop {
            match self.mailbox.wait().await {
                Mail::Loaded(number, result) => self.loaded(number, *result),
                Mail::Command(command, files) => self.deal_with(command, files),
            }
        }
    }

    fn deal_with(&mut self, command: DataCommand, files: Vec<File>) {
        match command {
            DataCommand::ReadExperiment(PendingExperiment::Model(_)) => {
                emit(model::read(files.first()));
            }
            DataCommand::ReadExperiment(pending) => emit(DataEvent::ExperimentRead {
                result: Box::new(pending.read()),
                model: None,
            }),
            DataCommand::Load(wanted) => self.load(wanted),
            DataCommand::Files {
                load,
                files: numbers,
            } => {
                if let Some(active) = self.load.as_ref().filter(|u| u.number == load) {
                    active
                        .arrivals
                        .post(numbers.into_iter().zip(files).collect());
                }
            }
            DataCommand::CancelLoad => {
                if let Some(active) = &self.load {
                    active.give_up();
                }
            }
            DataCommand::Panic => panic!("asked to, by a test"),
            DataCommand::SendDataset => {
                // The page asks only when it knows that something is loaded.
                if let Some(loaded_data) = &self.loaded_data {
                    emit(show::dataset(&loaded_data.data));
                }
            }
            DataCommand::Ask(DataQuestion {
                ticket,
                body: DataQuery::Runs(query),
            }) => self.answer_about_runs(ticket, query),
            DataCommand::Ask(question) => {
                if let Some(answer) = self.answer(question) {
                    emit(DataEvent::Answer(answer));
                }
            }
            DataCommand::WritePredictions(predicted) => {
                if let Some(loaded_data) = &self.loaded_data {
                    match show::predictions(&loaded_data.data, &predicted) {
                        Ok(event) => emit(event),
                        // Only for want of memory: the loader is of no more use.
                        Err(error) => panic!("{}", error.message),
                    }
                }
            }
        }
    }

    /// The answer, if the question is about what is loaded now.
    fn answer(&self, question: DataQuestion) -> Option<DataAnswer> {
        if let DataQuery::ReadJournal(text) = &question.body {
            return Some(Answer {
                ticket: question.ticket,
                body: show::journal(text),
            });
        }
        let loaded_data = self.loaded_data.as_ref();
        let loaded_data = loaded_data.filter(|l| l.wanted.number == question.ticket.about)?;
        Some(show::answer(loaded_data, question))
    }

    /// Answers a question about runs, which may take a while: files are fetched.
    fn answer_about_runs(&self, ticket: Ticket<u32>, query: Packed) {
        let loaded_data = self.loaded_data.clone();
        let loaded_data = loaded_data.filter(|l| l.wanted.number == ticket.about);
        spawn_local(async move {
            let Ok(query) = query.open() else {
                panic!("a question that cannot be read");
            };
            let report = |reply: &RunsReply| {
                let body = DataReply::Runs(Packed::new(reply));
                emit(DataEvent::Answer(DataAnswer { ticket, body }));
            };
            if let Some(reply) = runs::answer(query, loaded_data.as_deref(), &report).await {
                report(&reply);
            }
        });
    }

    fn load(&mut self, wanted: Box<Load>) {
        if let Some(active) = self.load.take() {
            active.give_up();
        }
        let Ok(controller) = AbortController::new() else {
            let error = WireError::new(
                ErrorKind::Internal,
                "the browser has no way to give up a load",
                "Use a newer browser.",
            );
            emit(DataEvent::Load(wanted.number, LoadEvent::Failed(error)));
            return;
        };
        let number = wanted.number;
        let signal = controller.signal();
        let arrivals = Mailbox::default();
        let requests = FileRequests::new(number, emit, arrivals.clone());
        self.load = Some(ActiveLoad {
            number,
            controller,
            arrivals,
        });
        let mailbox = self.mailbox.clone();
        let before = self.loaded_data.clone();
        spawn_local(async move {
            let before = before.as_deref();
            let result =
                load::load(*wanted, &requests, before, &signal, &|event| emit(event)).await;
            mailbox.post(Mail::Loaded(number, Box::new(result)));
        });
    }

    fn loaded(&mut self, number: u32, result: Result<LoadedData, WireError>) {
        let Some(active) = self.load.take_if(|u| u.number == number) else {
            return;
        };
        // The page may have cancelled when all was there already.
        let is_cancelled = active.controller.signal().aborted();
        match result {
            _ if is_cancelled => {
                emit(DataEvent::Load(number, LoadEvent::Failed(cancelled())));
            }
            Ok(loaded_data) => {
                emit(DataEvent::Load(number, show::summary(&loaded_data.data)));
                self.loaded_data = Some(Rc::new(loaded_data));
            }
            Err(error) => emit(DataEvent::Load(number, LoadEvent::Failed(error))),
        }
    }
}
