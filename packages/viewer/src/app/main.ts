import { startWorkers } from './workers.ts';

// The entry, and no more than it needs: while the browser reads the rest of the page, the workers connect and take in what the
// first picture is made of.
const workers = startWorkers(window.location);
const { startPage } = await import('./app.tsx');
startPage(workers);
