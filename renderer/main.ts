import '@fontsource/ibm-plex-sans/latin-400.css';
import '@fontsource/ibm-plex-sans/latin-500.css';
import '@fontsource/ibm-plex-sans/latin-600.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import type { DesktopBridge } from '../shared/desktop-bridge.ts';
import { ApiClient } from './api.ts';
import App from './App.svelte';

declare global {
  interface Window {
    readonly steerscopeDesktop?: DesktopBridge;
  }
}

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app.');
// Canvases draw text once: the font has to be there before they do.
await Promise.all([400, 500, 600].map((weight) => document.fonts.load(`${weight} 13px "IBM Plex Sans"`)));
mount(App, { target, props: { api: new ApiClient(), desktop: window.steerscopeDesktop ?? null } });
