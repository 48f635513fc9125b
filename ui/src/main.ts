/** Starts the window: finds the engine, then shows what it says. */
import { mount } from 'svelte';
import './app.css';
import { connect } from './lib/ipc';
import Root from './Root.svelte';
import { App } from './lib/state/app.svelte';

const target = document.getElementById('window');
if (target) mount(Root, { target, props: { app: new App(await connect()) } });
