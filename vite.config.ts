import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The web client: `npm run dev` serves it with hot reload and passes API and socket traffic to the server. */
export default defineConfig({
  root: 'web',
  plugins: [svelte()],
  build: { outDir: '../dist/web', emptyOutDir: true, target: 'es2022' },
  server: {
    proxy: {
      // With its slash: the client’s own `api.ts` is no request of the API.
      '^/api/': 'http://127.0.0.1:3000',
      '/enter': 'http://127.0.0.1:3000',
      '/socket.io': { target: 'ws://127.0.0.1:3000', ws: true },
    },
  },
});
