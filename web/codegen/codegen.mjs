// Makes ../src/gql/generated.ts from the schema and the documents beside the screens. Run by hand after either
// changed (`npm ci && npm run generate` in this folder) and commit the result. It lives apart because its packages
// warn under Node 20, where the pages themselves are held to engine-strict.
export default {
  schema: '../../schema.graphqls',
  documents: ['../src/**/*.graphql'],
  overwrite: true,
  generates: {
    '../src/gql/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        useTypeImports: true,
        // Documents travel as text, which is a seventh of their syntax trees, and are read when they are first needed.
        documentMode: 'graphQLTag',
        gqlImport: '@urql/core#gql',
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          Time: 'string',
          Duration: 'string',
          PhoneNumber: 'string',
          Address: 'string',
          Network: 'string',
          Cursor: 'string',
        },
      },
    },
  },
};
