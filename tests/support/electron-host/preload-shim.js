// Runs before the page's own scripts, as Electron's preload does, with `require('electron')` in reach of it alone.
(() => {
  const listeners = new Map();
  const post = (kind, channel, args) =>
    fetch(`/__electron__/${kind}`, { method: 'POST', body: JSON.stringify({ channel, args }) }).then((r) => r.json());
  const events = new EventSource('/__electron__/events');
  events.onmessage = ({ data }) => {
    const { channel, args } = JSON.parse(data);
    for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
  };
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, api) =>
        Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true }),
    },
    ipcRenderer: {
      invoke: async (channel, ...args) => (await post('invoke', channel, args)).value,
      send: (channel, ...args) => void post('send', channel, args),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      removeListener: (channel, listener) =>
        listeners.set(
          channel,
          (listeners.get(channel) ?? []).filter((other) => other !== listener),
        ),
    },
    // A page learns no paths: tests name the file by its path instead.
    webUtils: { getPathForFile: (file) => file.steerscopePath ?? '' },
  };
  const require = (name) => {
    if (name === 'electron') return electron;
    throw new Error(`A sandboxed preload cannot require ${name}`);
  };
  const module = { exports: {} };
  ((require, module, exports) => {
    /*PRELOAD*/
  })(require, module, module.exports);
})();
