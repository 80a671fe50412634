import { randomBytes } from 'node:crypto';
import { GraphQLError } from 'graphql';

let seed = 42;
const random = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32;
const pick = (list) => list[Math.floor(random() * list.length)];
const firstNames = ['Anna', 'Bernd', 'Carla', 'Dirk', 'Elif', 'Frank', 'Greta', 'Hans', 'Inge', 'Jörg', 'Katrin', 'Lars', 'Maja', 'Nils', 'Özlem', 'Paul', 'Rosa', 'Sven', 'Tina', 'Uwe'];
const surnames = ['Müller', 'Schmidt', 'Schneider', 'Fischer', 'Weber', 'Meyer', 'Wagner', 'Becker', 'Schulz', 'Hoffmann', 'Koch', 'Bauer', 'Richter', 'Klein', 'Wolf', 'Krüger', 'Özdemir', 'Groß'];
const agents = ['snomD785/10.1.169.16', 'Yealink SIP-T46U 108.86.0.20', 'Grandstream GRP2614 1.0.5.15', 'Gigaset N870 IP PRO/83.V2.11.0', 'Fanvil X6U Pro 0.0.10', 'PolycomVVX-VVX_400-UA/4.1.4.7430', 'baresip v4.2.0 (x86_64/Linux)'];
const ascii = (name) => name.toLowerCase().replace(/ü/g, 'ue').replace(/ö/g, 'oe').replace(/ä/g, 'ae').replace(/ß/g, 'ss').replace(/[^a-z]/g, '');
const iso = (at = Date.now()) => new Date(at).toISOString();
const secret = () => randomBytes(15).toString('base64url').replace(/[-_lIO01]/g, 'x').slice(0, 20);
const ok = (extra) => ({ ...extra, errors: [] });
const fault = (code, message, ...path) => ({ errors: [{ path, code, message }] });

/** Users, telephones and calls, and the one numbered list of what happened. */
export class Office {
  users = new Map();
  calls = new Map();
  history = [];
  events = [];
  seq = 0;
  listeners = new Set();
  tokens = new Map();

  constructor({ users, rate, quiet }) {
    this.add({ username: 'admin', role: 'ADMIN', password: 'admin' });
    this.add({ username: 'first', role: 'ADMIN', password: 'first', passwordChangeDue: true });
    this.add({ username: 'user', role: 'USER', password: 'user', firstName: 'Uta', surname: 'User' });
    for (let i = 0; i < users; i++) this.invent(i);
    if (!quiet) setInterval(() => this.live(rate / 20), 50);
  }

  invent(i) {
    const [firstName, surname] = [pick(firstNames), pick(surnames)];
    const user = this.add({ username: `${ascii(firstName)[0]}${ascii(surname)}${i < 20 ? '' : i}`, extension: String(1000 + i), firstName, surname, nickname: random() < 0.25 ? firstName : '', mobile: random() < 0.3 ? '+491712345678' : null });
    const devices = i === 9 ? 4 : random() < 0.18 ? 0 : random() < 0.06 ? 4 : random() < 0.2 ? 2 : 1;
    user.telephone.terminals = Array.from({ length: devices }, (_, d) => this.device(user, d));
    user.telephone.state = devices ? 'FREE' : 'OFFLINE';
  }

  device(user, d) {
    const address = `192.168.${10 + Math.floor(random() * 20)}.${2 + Math.floor(random() * 250)}:5060`;
    return {
      id: `trm_${user.id}_${d}`, contact: `sip:${user.username}@${address};transport=udp`, address, transport: random() < 0.8 ? 'UDP' : 'TCP', userAgent: pick(agents),
      registeredAt: iso(Date.now() - random() * 9e6), expiresAt: iso(Date.now() + 60e3 + random() * 240e3), reachable: random() > 0.02, rings: d < 3,
      displaced: d < 3 ? '' : 'More devices are registered than may ring.', activity: 'IDLE', lastProbe: this.probe(),
    };
  }

  probe() {
    const r = random();
    if (r < 0.02) return { at: iso(), roundTrip: null, health: 'RED' };
    const ms = r < 0.08 ? 160 + random() * 800 : 2 + random() * 45;
    return { at: iso(Date.now() - random() * 6e4), roundTrip: `PT${(ms / 1000).toFixed(5)}S`, health: ms > 150 ? 'ORANGE' : 'GREEN' };
  }

  add(values) {
    const id = `usr_${this.users.size + 1}${Math.floor(random() * 1e6)}`;
    const user = { id, extension: null, firstName: '', surname: '', nickname: '', mobile: null, role: 'USER', ringLimit: 3, busyInCall: false, busyRinging: false, passwordChangeDue: false, version: 1, createdAt: iso(), updatedAt: iso(), ...values };
    Object.defineProperty(user, 'displayName', { enumerable: true, get: () => user.nickname || `${user.firstName} ${user.surname}`.trim() || user.username });
    user.telephone = { id: id.replace('usr', 'tel'), user, state: 'OFFLINE', activity: 'IDLE', since: iso(Date.now() - random() * 4e6), terminals: [] };
    this.users.set(id, user);
    this.changed(user);
    return user;
  }

  emit(topic, event) {
    const full = { cursor: String(++this.seq), at: iso(), ...event };
    this.events.push({ topic, event: full });
    if (this.events.length > 5000) this.events.splice(0, 1000);
    for (const listener of this.listeners) listener(topic, full);
  }

  changed(user) {
    this.emit('telephones', { __typename: 'TelephoneChanged', telephone: { ...user.telephone, user: { ...user, displayName: user.displayName } } });
  }

  state(user, state, activity) {
    Object.assign(user.telephone, { state, activity, since: iso() });
    for (const terminal of user.telephone.terminals) terminal.activity = activity;
    this.changed(user);
  }

  live(count) {
    for (let n = count; n > 0 && (n >= 1 || random() < n); n--) this.step();
  }

  step() {
    const r = random();
    const all = [...this.users.values()];
    const free = all.filter((user) => user.telephone.state === 'FREE' && user.telephone.activity === 'IDLE');
    const call = pick([...this.calls.values()]);
    if (r < 0.3 && free.length > 1 && this.calls.size < all.length / 12) return this.dial(pick(free), pick(free));
    if (r < 0.6 && call) return this.advance(call);
    const user = pick(free);
    const terminal = user && pick(user.telephone.terminals);
    if (!terminal) return;
    terminal.lastProbe = { ...this.probe(), at: iso() };
    this.emit('probes', { __typename: 'Probed', telephoneId: user.telephone.id, terminalId: terminal.id, probe: terminal.lastProbe });
  }

  dial(from, to) {
    if (from === to) return;
    const side = (user) => ({ number: user.extension, displayName: user.displayName, user });
    const call = { __typename: 'Call', id: `cal_${this.seq}`, state: 'RINGING', direction: 'INTERNAL', from: side(from), to: side(to), legs: [], startedAt: iso(), answeredAt: null, endedAt: null, cause: null };
    this.calls.set(call.id, call);
    this.state(from, 'BUSY', 'DIALLING');
    this.state(to, 'FREE', 'RINGING');
    this.emit('calls', { __typename: 'CallChanged', call: { ...call } });
  }

  advance(call) {
    const users = [call.from.user, call.to.user];
    if (call.state === 'RINGING' && random() < 0.7) {
      Object.assign(call, { state: 'CONNECTED', answeredAt: iso() });
      for (const user of users) this.state(user, 'BUSY', 'CONNECTED');
      return this.emit('calls', { __typename: 'CallChanged', call: { ...call } });
    }
    this.end(call, call.answeredAt ? 'CALLER_HUNG_UP' : pick(['NO_ANSWER', 'CANCELLED', 'BUSY']));
  }

  end(call, cause) {
    Object.assign(call, { state: 'ENDED', endedAt: iso(), cause });
    this.calls.delete(call.id);
    this.history.unshift(call);
    for (const user of [call.from.user, call.to.user]) this.state(user, 'FREE', 'IDLE');
    this.emit('calls', { __typename: 'CallChanged', call: { ...call } });
  }

  viewer(header) {
    return this.users.get(this.tokens.get(header?.replace('Bearer ', '')));
  }

  streams() {
    const head = {
      telephones: () => [...this.users.values()].map((user) => ({ __typename: 'TelephoneChanged', telephone: user.telephone })),
      calls: () => [...this.calls.values()].map((call) => ({ __typename: 'CallChanged', call })),
      probes: () => [],
    };
    const stream = (topic) => ({ since }) => this.follow(topic, head[topic], since);
    return { telephones: stream('telephones'), calls: stream('calls'), probes: stream('probes') };
  }

  async *follow(topic, head, since) {
    const queue = [];
    let wake = () => {};
    const listener = (of, event) => of === topic && (queue.push(event), wake());
    this.listeners.add(listener);
    try {
      const first = Number(this.events[0]?.event.cursor ?? 0);
      const at = { cursor: String(this.seq), at: iso() };
      if (since && Number(since) >= first && Number(since) <= this.seq) {
        for (const { topic: of, event } of this.events) if (of === topic && Number(event.cursor) > Number(since)) yield { [topic]: event };
      } else {
        if (since) yield { [topic]: { __typename: 'Reset', ...at } };
        for (const event of head()) yield { [topic]: { ...at, ...event } };
      }
      yield { [topic]: { __typename: 'Synced', ...at } };
      for (;;) {
        while (queue.length) yield { [topic]: queue.shift() };
        await new Promise((resolve) => (wake = resolve));
      }
    } finally {
      this.listeners.delete(listener);
    }
  }

  root(viewer) {
    const need = () => {
      if (!viewer) throw new GraphQLError('Log in first.', { extensions: { code: 'UNAUTHENTICATED' } });
    };
    const secrets = (user, input = {}) => ({ username: user.username, domain: '192.0.2.10', sipPassword: input.sipPassword === null ? null : (input.sipPassword ?? secret()), ctiPassword: input.ctiPassword === null ? null : (input.ctiPassword ?? secret()) });
    const taken = (input, id) => {
      for (const user of this.users.values()) {
        if (user.id === id) continue;
        if (input.username && user.username.toLowerCase() === input.username.toLowerCase()) return fault('TAKEN', `The username ${input.username} belongs to ${user.displayName}: choose another one.`, 'input', 'username');
        if (input.extension && user.extension === input.extension) return fault('TAKEN', `The extension ${input.extension} belongs to ${user.displayName}: choose another one.`, 'input', 'extension');
      }
      if (input.extension && /^(700|701|801|900|901|902)$/.test(input.extension)) return fault('RESERVED', `${input.extension} is kept by the numbering plan: choose another number.`, 'input', 'extension');
      return null;
    };
    return {
      viewer: viewer ?? null,
      passwordSuggestion: () => (need(), secret()),
      numberingPlan: () => (need(), { next: String(1000 + this.users.size) }),
      user: ({ id }) => (need(), this.users.get(id) ?? null),
      callHistory: ({ first, after }) => {
        need();
        const start = Number(after ?? 0);
        return { nodes: this.history.slice(start, start + first), pageInfo: { hasNextPage: this.history.length > start + first, endCursor: String(start + first) } };
      },
      login: ({ input }) => {
        const user = [...this.users.values()].find((one) => one.username === input.username.toLowerCase() && one.password === input.password);
        if (!user) return fault('FORBIDDEN', 'Username or password is wrong.', 'input');
        const token = secret();
        this.tokens.set(token, user.id);
        return ok({ session: { id: 'ses_1', token, expiresAt: iso(Date.now() + 864e5) }, user });
      },
      logout: () => ok({}),
      passwordChange: ({ input }) => {
        need();
        if (input.current !== viewer.password) return fault('INVALID', 'This is not your present password.', 'input', 'current');
        if (input.new.length < 12) return fault('INVALID', 'The new password is too short: take at least 12 characters.', 'input', 'new');
        Object.assign(viewer, { password: input.new, passwordChangeDue: false });
        return ok({ user: viewer });
      },
      userCreate: ({ input: { access, ...input } }) => {
        need();
        const refused = taken(input);
        if (refused) return refused;
        const user = this.add(input);
        return ok({ user, accessData: secrets(user, access) });
      },
      userUpdate: ({ id, input: { version, ...input } }) => {
        need();
        const user = this.users.get(id);
        if (!user) return fault('NOT_FOUND', 'There is no such user.', 'id');
        if (user.version !== version) return fault('CONFLICT', 'The user was changed meanwhile: read it again and repeat the change.', 'input', 'version');
        const refused = taken(input, id);
        if (refused) return refused;
        Object.assign(user, input, { version: version + 1 });
        this.changed(user);
        return ok({ user });
      },
      userDelete: ({ id }) => {
        need();
        const user = this.users.get(id);
        if (!user) return fault('NOT_FOUND', 'There is no such user.', 'id');
        this.users.delete(id);
        this.emit('telephones', { __typename: 'Removed', id: user.telephone.id });
        return ok({ deletedId: id });
      },
      accessDataReset: ({ userId, input }) => (need(), ok({ accessData: secrets(this.users.get(userId), input) })),
      callHangup: ({ id }) => {
        need();
        const call = this.calls.get(id);
        if (!call) return fault('NOT_FOUND', 'The call is already over.', 'id');
        this.end(call, 'ENDED_BY_API');
        return ok({ call });
      },
      terminalProbe: ({ id }) => {
        const user = [...this.users.values()].find((one) => one.telephone.terminals.some((terminal) => terminal.id === id));
        const terminal = user.telephone.terminals.find((one) => one.id === id);
        terminal.lastProbe = { ...this.probe(), at: iso() };
        this.emit('probes', { __typename: 'Probed', telephoneId: user.telephone.id, terminalId: id, probe: terminal.lastProbe });
        return ok({ terminal });
      },
      terminalUnregister: ({ id }) => {
        const user = [...this.users.values()].find((one) => one.telephone.terminals.some((terminal) => terminal.id === id));
        user.telephone.terminals = user.telephone.terminals.filter((terminal) => terminal.id !== id);
        this.state(user, user.telephone.terminals.length ? 'FREE' : 'OFFLINE', 'IDLE');
        return ok({ deletedId: id });
      },
    };
  }
}
