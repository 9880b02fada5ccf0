import { defineConfig } from "vitest/config";

// One node for all: what a test does there it undoes (test/scene.ts), so they take turns.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], fileParallelism: false } });
