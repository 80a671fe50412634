// A switchboard that is not one: it answers the schema with invented users who call each other, so that the pages can
// be worked on without telephones. Nothing of it is shipped.
//
//   node dev/fake.mjs            then open http://127.0.0.1:8080 (admin / admin, or first / first for the first login)
//   PORT, USERS (120), RATE (changes a second, 4), QUIET=1 (no calls)
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { buildSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { Office } from './office.mjs';

const port = Number(process.env.PORT ?? 8080);
const dist = new URL('../dist', import.meta.url).pathname;
const schema = buildSchema(readFileSync(new URL('../../schema.graphqls', import.meta.url), 'utf8'));
const office = new Office({ users: Number(process.env.USERS ?? 120), rate: Number(process.env.RATE ?? 4), quiet: process.env.QUIET === '1' });
// Types of unions are told by __typename in the data; unions and interfaces need nothing else.

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

const http = createServer(async (request, response) => {
  if (request.url === '/graphql') return answer(request, response);
  const path = normalize(decodeURIComponent(request.url.split('?')[0]));
  const file = extname(path) ? join(dist, path) : join(dist, 'index.html');
  try {
    const body = readFileSync(file);
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});

async function answer(request, response) {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { query, variables } = JSON.parse(text);
  const viewer = office.viewer(request.headers.authorization);
  const result = await graphql({ schema, source: query, variableValues: variables, rootValue: office.root(viewer), contextValue: viewer });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

useServer(
  {
    schema,
    context: (ctx) => office.viewer(ctx.connectionParams?.authorization),
    roots: { subscription: office.streams() },
    onConnect: (ctx) => {
      if (office.viewer(ctx.connectionParams?.authorization)) return true;
      ctx.extra.socket.close(4403, 'Forbidden');
      return false;
    },
  },
  new WebSocketServer({ server: http, path: '/graphql' }),
);
http.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}  ${office.users.size} users`));
