// How much memory a worker's program has taken. It never gives any back: what it has is the most it needed.

/**
 * Waits for a page's worker by a part of its address.
 *
 * @returns a function that reads the bytes of the worker's memory.
 */
export async function memoryOfWorker(page, part) {
  const client = await page.context().newCDPSession(page);
  const answers = new Map();
  let last = 0;
  client.on("Target.receivedMessageFromTarget", ({ message }) => {
    const answer = JSON.parse(message);
    answers.get(answer.id)?.(answer);
  });
  const found = new Promise((resolve) => {
    client.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.url.includes(part)) resolve(sessionId);
    });
  });
  await client.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await found;
  const call = async (method, params) => {
    const id = ++last;
    const answer = new Promise((resolve) => answers.set(id, resolve));
    await client.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
    const { error, result } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  return async () => {
    const { result: prototype } = await call("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
    const { objects } = await call("Runtime.queryObjects", { prototypeObjectId: prototype.objectId });
    const { result } = await call("Runtime.callFunctionOn", {
      objectId: objects.objectId,
      functionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
    });
    return result.value;
  };
}
