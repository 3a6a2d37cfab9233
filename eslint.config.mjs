import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "build", "native-bindings/build", "**/*.mjs"] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.test.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // A forgotten request is this library's bug class.
      "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }],
      // Typed arrays are indexed everywhere; numbers in messages are plain.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      // A generic that only names the answer's type is the shape of recv<T>().
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // `void` is a value type here: Request<void>.
      "@typescript-eslint/no-invalid-void-type": "off",
    },
  },
);
