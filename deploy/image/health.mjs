// Ends with 0 when the app of this container may be asked.
const { PORT = "3000" } = process.env;
const { ok } = await fetch(`http://127.0.0.1:${PORT}/health/ready`);
process.exitCode = ok ? 0 : 1;
