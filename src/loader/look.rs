//! Questions about the samples, which come by a port of their own, and the answers.

use web_sys::{MessageEvent, MessagePort};

use crate::protocol::{DataAnswer, DataQuestion};
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
    pub fn new(port: MessagePort, on_question: impl Fn(DataQuestion) + 'static) -> Self {
        let on_message = move |event: MessageEvent| match port::receive(&event.data()) {
            Ok(question) => on_question(question),
            Err(error) => panic!("a question that cannot be read: {error}"),
        };
        let listener = Listener::new(&port, "message", on_message);
        port.start();
        Self {
            port,
            _listener: listener,
        }
    }

    /// Sends an answer.
    ///
    /// # Panics
    /// The browser refuses to send it.
    pub fn answer(&self, answer: DataAnswer) {
        if let Err(error) = port::send(&self.port, answer) {
            panic!("an answer that cannot be sent: {error:?}");
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        self.port.close();
    }
}
