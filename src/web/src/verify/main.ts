import '../crypto/old-browsers.ts';
import { createApp } from 'vue';
import App from './App.vue';
import '../base/tokens.css';
import './style.css';

createApp(App).mount('#app');
