// First of all, before anything else can fail or wait.
import { takeSlip } from './slip.ts';
import { createApp } from 'vue';
import '../base/tokens.css';
import './vote.css';
import App from './App.vue';

createApp(App, { slip: takeSlip() }).mount('#app');
