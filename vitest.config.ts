import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        // A package of ours ships source maps without their sources, and each is a warning.
        logLevel: 'error',
        test: {
          name: 'unit',
          include: ['__tests__/**/*.test.ts'],
          testTimeout: 60_000,
          // Its own imports of JSON lack the attribute that Node wants.
          server: { deps: { inline: [/@actions\/workflow-parser/] } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['__tests__/**/*.e2e.ts'],
          globalSetup: ['__tests__/support/lab-setup.ts'],
          // The files share one engine on few cores: one at a time keeps each one's output readable.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
