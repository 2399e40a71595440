/*
 * onnxruntime's builds report how they are used to their maker, and keep a database for it in the user's cache folder.
 * What drives and networks somebody debugs is nobody else's business. The library reads the variable from the process
 * itself: set in a worker thread, which has a copy of its own, it would say nothing.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
