import '../../../src/app.css';
import { mount } from 'svelte';
import Gallery from './Gallery.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has an #app');
mount(Gallery, { target });
addEventListener('hashchange', () => location.reload());
