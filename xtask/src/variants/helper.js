// A thread that helps a worker with its kernels until that ends.
import { imports } from "./worker_threads.js";

onmessage = async ({ data: { program, memory, number, stack } }) => {
    const { exports } = await WebAssembly.instantiate(program, imports(program, memory));
    exports.hearth_stack_pointer.value = stack;
    postMessage("ready");
    exports.hearth_help(number);
};
