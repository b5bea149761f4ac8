//! Questions about the samples, which come by a port of their own, and the answers.

use web_sys::{MessageEvent, MessagePort};

use super::loaded_data::LoadedData;
use super::show;
use crate::protocol::{LookCommand, LookEvent, Message};
use crate::web::listener::Listener;
use crate::web::port;

/// The port; once this is dropped, no more questions arrive.
pub struct Look {
    port: MessagePort,
    _listener: Listener,
}

impl Look {
    /// From now on `on_question` gets the questions that come by a port.
    ///
    /// # Panics
    /// A question cannot be read, then or later: both are of one build.
    pub fn new(port: MessagePort, on_question: impl Fn(LookCommand) + 'static) -> Self {
        let on_message = move |event: MessageEvent| match port::receive(&event.data()) {
            Ok(Message { body, .. }) => on_question(body),
            Err(error) => panic!("a question that cannot be read: {error}"),
        };
        let listener = Listener::new(&port, "message", on_message);
        port.start();
        Self {
            port,
            _listener: listener,
        }
    }

    /// Answers a question about what is loaded.
    ///
    /// # Panics
    /// The browser refuses to send the answer.
    pub fn answer(&self, loaded_data: &LoadedData, question: LookCommand) {
        let answer = match question {
            LookCommand::Describe => Ok(show::description(loaded_data)),
            LookCommand::Show(view) => Ok(show::samples(&loaded_data.data, view)),
            LookCommand::Project => show::projection(&loaded_data.data),
            LookCommand::Augment {
                question,
                augmentation,
                sample,
                count,
            } => show::augmented(loaded_data, question, &augmentation, sample, count),
        };
        let answer = answer.unwrap_or_else(|error| LookEvent::Refused { error }.into());
        if let Err(error) = port::send(&self.port, &answer) {
            panic!("an answer that cannot be sent: {error:?}");
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        self.port.close();
    }
}
