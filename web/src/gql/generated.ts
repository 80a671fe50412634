/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
import { gql } from '@urql/core';
/** Passwords for a user. What is left out the switchboard chooses. */
export type AccessDataInput = {
  /** Password for logins. */
  ctiPassword?: string | null | undefined;
  /** Password for telephones. */
  sipPassword?: string | null | undefined;
};

/** New passwords for a user. What is left out the switchboard chooses, null leaves it as it is. */
export type AccessDataResetInput = {
  /** Password for logins. */
  ctiPassword?: string | null | undefined;
  /** End all registrations of the user: the telephones must come back with the password that is valid then. */
  endRegistrations?: boolean;
  /** End all sessions and API tokens of the user, also where the password for logins stays; a new one ends the sessions anyway. */
  endSessions?: boolean;
  /** Password for telephones. */
  sipPassword?: string | null | undefined;
};

/** An activation link to be made. */
export type ActivationLinkCreateInput = {
  /** Password for the link, 12 to 128 characters; the switchboard chooses where it is left out. It must reach the user by another way than the link. */
  password?: string | null | undefined;
  /** Whose client it shall set up. */
  userId: string;
  /** How long it is valid, 10 minutes to 30 days; that of the settings where left out. */
  validFor?: string | null | undefined;
};

/** How an activation link shall be. */
export type ActivationLinkOptions = {
  /** Password for the link, 12 to 128 characters; the switchboard chooses where it is left out. */
  password?: string | null | undefined;
  /** How long it is valid, 10 minutes to 30 days; that of the settings where left out. */
  validFor?: string | null | undefined;
};

/** A change of the settings `activation`. What is left out stays as it is, null sets the default. */
export type ActivationSettingsInput = {
  /** How long a new activation link is valid where nothing else is said. 10m to 720h, 72h0m0s is usual. */
  validFor?: string | null | undefined;
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
};

/** What an activation link is good for. */
export type ActivationState =
  /** Its password was wrong too often. */
  | 'BURNED'
  /** Nobody used it in time. */
  | 'EXPIRED'
  /** It can be used, once. */
  | 'OPEN'
  /** An administrator took it back, or made another one for the same user. */
  | 'REVOKED'
  /** A client has been set up by it. */
  | 'USED';

/** A new entry of the allow list. */
export type AddressAllowInput = {
  /** Address or network, such as 192.0.2.7 or 192.0.2.0/24; no wider than /8, of IPv6 /16. */
  address: string;
  /** Whose it is, for people. */
  note?: string;
};

/** A block by hand. */
export type AddressBlockInput = {
  /** Address or network, such as 192.0.2.7 or 192.0.2.0/24; no wider than /8, of IPv6 /16. */
  address: string;
  /** For how long; until somebody lifts it where left out. */
  for?: string | null | undefined;
};

/** Why an address is blocked. */
export type BlockReason =
  /** Too many wrong passwords. */
  | 'AUTHENTICATION'
  /** An administrator wanted it. */
  | 'MANUAL';

/** A change of the settings `blocking`. What is left out stays as it is, null sets the default. */
export type BlockingSettingsInput = {
  /** After how many different wrong passwords an address is blocked. Where healthy telephones live behind the address, the name that was tried is refused there instead. 2 to 100, 5 is usual. */
  attempts?: number | null | undefined;
  /** How long the first block lasts. Each further one within a day is twice as long. 1m to 24h, 15m0s is usual. */
  firstBlock?: string | null | undefined;
  /** How long a block lasts at most. Addresses that shall never be blocked stand in the allow list. 1m to 720h, 24h0m0s is usual. */
  longestBlock?: string | null | undefined;
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
  /** Within which time wrong passwords add up. 1m to 24h, 10m0s is usual. */
  window?: string | null | undefined;
};

/** What kind of call it is, as far as presence is concerned. */
export type CallClass =
  /** A colleague calls the own number. */
  | 'COLLEAGUE_DIRECT'
  /** A colleague calls a group. */
  | 'COLLEAGUE_GROUP'
  /** A colleague waits in the queue of the switchboard's attendants. */
  | 'COLLEAGUE_QUEUE'
  /** Somebody outside calls the own direct number. */
  | 'OUTSIDE_DIRECT'
  /** Somebody outside calls a group or the main number. */
  | 'OUTSIDE_GROUP'
  /** Somebody outside waits in the queue of the switchboard's attendants. */
  | 'OUTSIDE_QUEUE'
  /** A call comes back that the user parked or transferred. */
  | 'RETURN';

/** A call to be made. */
export type CallDialInput = {
  /** The device that shall ring first; every device of the user where left out. */
  terminalId?: string | null | undefined;
  /** Number or username to call. */
  to: string;
  /** For whom the call is made; whoever asks where left out. Only administrators may name somebody else. */
  userId?: string | null | undefined;
};

/** Where a call stands as a whole. */
export type CallState =
  /** Somebody has answered. */
  | 'CONNECTED'
  /** Under way, nothing rings yet. */
  | 'DIALLING'
  /** It is over; `cause` says why. */
  | 'ENDED'
  /** One side has put the other on hold. */
  | 'HELD'
  /** A telephone rings. */
  | 'RINGING';

/** Why a call from outside was not let through. */
export type CallthroughReason =
  /** Nobody has the number that was dialled. */
  | 'BAD_NUMBER'
  /** The rule does not allow calls to that country. */
  | 'COUNTRY'
  /** The rule is switched off. */
  | 'DISABLED'
  /** An emergency number: it must be dialled directly, so that help finds the caller. */
  | 'EMERGENCY'
  /** The time of the rule is over. */
  | 'EXPIRED'
  /** The PIN was wrong too often; the rule opens again by itself. */
  | 'LOCKED'
  /** The rule has no PIN, and the call was not announced. */
  | 'NO_PIN'
  /** No rule knows the caller, or the number was withheld. */
  | 'NO_RULE'
  /** As many calls as the rule allows were under way. */
  | 'TOO_MANY'
  /** It could not be decided, so the answer was no. */
  | 'UNAVAILABLE'
  /** The user was deleted a moment before. */
  | 'USER_DELETED'
  /** The PIN was wrong. */
  | 'WRONG_PIN';

/** A callthrough rule as it shall be. */
export type CallthroughRuleSetInput = {
  /** The numbers the user calls from, one to five, with their country (+491701234567) or as dialled at home (01701234567). */
  callers: Array<string>;
  /** Countries that may be called, as two letters of ISO 3166; the home country alone where left out. */
  countries?: Array<string> | null | undefined;
  /** Whether the rule is switched on. */
  enabled?: boolean;
  /** The rule to replace; a new one where left out. */
  id?: string | null | undefined;
  /** Number that is shown to whoever is called; the user's own where left out. */
  identity?: string | null | undefined;
  /** How many calls may go on at once, 1 to 10. */
  maxCalls?: number;
  /** How many minutes a call may last, at most a day. */
  maxMinutes?: number;
  /** 6 to 12 digits, not easily guessed; what is left out stays as it is, null removes it. */
  pin?: string | null | undefined;
  /** Whose rule it is; needed for a new one. */
  userId?: string | null | undefined;
  /** When its time is over; no end where left out. */
  validUntil?: string | null | undefined;
};

/** A change of the settings `callthrough`. What is left out stays as it is, null sets the default. */
export type CallthroughSettingsInput = {
  /** How long the switchboard waits for a call that the app has announced; until then it needs no PIN. 15s to 10m, 1m0s is usual. */
  announcedFor?: string | null | undefined;
  /** How many calls at once a rule allows that the quick start wizard makes. 1 to 10, 1 is usual. */
  calls?: number | null | undefined;
  /** How long a rule stays locked after too many wrong PINs. 1m to 24h, 15m0s is usual. */
  lockFor?: string | null | undefined;
  /** How long a call may last by a rule that the quick start wizard makes. 1 to 1440, 120 is usual. */
  minutes?: number | null | undefined;
  /** After how many wrong PINs a rule is locked for a time. 1 to 10, 3 is usual. */
  pinAttempts?: number | null | undefined;
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
};

/** A make of telephones that is set up in one way. */
export type DeviceFamily =
  /** Fanvil desk telephones, door stations and wireless handsets. */
  | 'FANVIL'
  /** Gigaset DECT bases. */
  | 'GIGASET'
  /** Grandstream desk telephones. */
  | 'GRANDSTREAM'
  /** Poly (Polycom) desk telephones. */
  | 'POLY'
  /** Snom desk telephones. */
  | 'SNOM'
  /** Yealink desk telephones and DECT bases. */
  | 'YEALINK';

/** What came of a telephone's request for a file. All but DELIVERED are answered alike, so that strangers learn nothing. */
export type DeviceFetchResult =
  /** The file was handed over. */
  | 'DELIVERED'
  /** The file could not be made; devicePreview says why. */
  | 'FAILED'
  /** MAC or make of the path or of the User-Agent is not that of the device. */
  | 'MISMATCH'
  /** The device is known, but its family has no file of this name. Most telephones ask for some that need not be there. */
  | 'NO_SUCH_FILE'
  /** The device has no user yet, so there is nothing to tell it. */
  | 'NO_USER'
  /** Nobody knows this token or MAC. */
  | 'UNKNOWN'
  /** It came without token, and the window for a first contact is closed. */
  | 'WINDOW_CLOSED';

/** A function key. */
export type DeviceKeyInput = {
  /** What it does. */
  kind: DeviceKeyKind;
  /** What stands beside it. */
  label?: string;
  /** Number or username it dials; nothing for a line, a parking slot of the numbering plan for parked calls, a presence such as AVAILABLE for presence. */
  value?: string;
};

/** What a function key does. */
export type DeviceKeyKind =
  /** Lamp of a colleague, who is called when it is pressed (busy lamp field). */
  | 'BLF'
  /** Takes the line. */
  | 'LINE'
  /** Lamp of a parking slot; parks a call there and fetches it from there. */
  | 'PARK'
  /** Sets the presence of the user, by dialling its star code. */
  | 'PRESENCE'
  /** Calls a number. */
  | 'SPEED_DIAL';

/** A telephone to be prepared. */
export type DeviceProvisionInput = {
  /** Function keys; none where left out, and then the telephone has one line. */
  keys?: Array<DeviceKeyInput>;
  /** What to call it. */
  label?: string;
  /** Hardware address from its label, in any way of writing. */
  mac: string;
  /** Model, one of deviceModels. */
  model: string;
  /** Whose account it gets; nobody's yet where left out. */
  userId?: string | null | undefined;
  /** How long it may fetch its file by its MAC alone, at most 48 hours; not at all where left out (see deviceWindowOpen). */
  windowFor?: string | null | undefined;
};

/** How far the setting up of a telephone has come. */
export type DeviceStatus =
  /** It asked with its own token, and its file could not be given: the fetch log says why. */
  | 'FAILED'
  /** It has fetched its file. */
  | 'FETCHED'
  /** Its file waits to be fetched. */
  | 'PREPARED'
  /** It has fetched its file, and registered. */
  | 'REGISTERED';

/** A change of a telephone. What is left out stays as it is. */
export type DeviceUpdateInput = {
  /** All function keys anew; null clears. */
  keys?: Array<DeviceKeyInput> | null | undefined;
  /** What to call it; null clears. */
  label?: string | null | undefined;
  /** Hardware address. */
  mac?: string | null | undefined;
  /** Model. */
  model?: string | null | undefined;
  /** Ends the address of its files and shows a new one. */
  newToken?: boolean;
  /** Whose account it gets; null for nobody's. */
  userId?: string | null | undefined;
  /** The version of the device that the change was made from; the change is refused with CONFLICT where the device is newer. */
  version: number;
};

/** How a line stands in the difference of two files. */
export type DifferenceKind =
  /** Only in the new one. */
  | 'ADDED'
  /** In both. */
  | 'KEPT'
  /** Only in the old one. */
  | 'REMOVED';

/** Inside or outside, seen from the switchboard. */
export type Direction =
  /** From outside. */
  | 'INBOUND'
  /** Between two users. */
  | 'INTERNAL'
  /** To the outside. */
  | 'OUTBOUND';

/** Why a call ended. */
export type EndCause =
  /** The presence of the called party keeps such calls away. */
  | 'AWAY'
  /** The called party was busy. */
  | 'BUSY'
  /** The called party hung up after the answer. */
  | 'CALLEE_HUNG_UP'
  /** The caller hung up after the answer. */
  | 'CALLER_HUNG_UP'
  /** The caller gave up before the answer. */
  | 'CANCELLED'
  /** A star code was dialled, and carried out. */
  | 'CARRIED_OUT'
  /** The called party refused the call. */
  | 'DECLINED'
  /** It was ended through this API. */
  | 'ENDED_BY_API'
  /** Something failed inside the switchboard; its log tells more. */
  | 'INTERNAL_ERROR'
  /** The switchboard stopped. */
  | 'INTERRUPTED'
  /** One side sent no sound for too long. */
  | 'MEDIA_LOST'
  /** Nobody has the number that was dialled. */
  | 'NOT_FOUND'
  /** It rang, but nobody answered in time. */
  | 'NO_ANSWER'
  /** The number leads outside, as those of emergency services do, and the switchboard has no line to the outside. */
  | 'NO_LINE'
  /** No telephone of the called party was registered. */
  | 'OFFLINE'
  /** The call was not allowed, or the telephones have no codec in common. */
  | 'REFUSED'
  /** The telephone did not answer the signalling. */
  | 'UNREACHABLE';

/** What kind of fault a UserError is. */
export type ErrorCode =
  /** The object was changed meanwhile: read it again and repeat the change. */
  | 'CONFLICT'
  /** It was valid once. */
  | 'EXPIRED'
  /** The viewer has no right to it. */
  | 'FORBIDDEN'
  /** It does not have the form that is asked for. */
  | 'INVALID'
  /** Too much, too many or too often. */
  | 'LIMIT'
  /** There is no such object. */
  | 'NOT_FOUND'
  /** The numbering plan keeps it for a service. */
  | 'RESERVED'
  /** Someone else has it. */
  | 'TAKEN'
  /** The password is right, and a code of the authenticator app is asked as well: repeat the login with it. */
  | 'TOTP_REQUIRED'
  /** No telephone to be reached. */
  | 'UNREACHABLE';

/** The colour of a field of the online statistics. */
export type Health =
  /** Answered in time. */
  | 'GREEN'
  /** Not registered. */
  | 'GREY'
  /** Answered late, or only after the question was repeated: the line is overloaded or too slow. */
  | 'ORANGE'
  /** Registered, but it did not answer: a router or firewall stands in the way, or the device hangs. */
  | 'RED'
  /** Registered, not asked yet. */
  | 'UNKNOWN';

/** A language that people are written to in. */
export type Language =
  /** German. */
  | 'DE'
  /** English. */
  | 'EN';

/** Who logs in. */
export type LoginInput = {
  /** Code of the authenticator app, or a recovery code, where the login was refused with TOTP_REQUIRED. */
  code?: string | null | undefined;
  /** What the client calls itself in the list of sessions, such as "Firefox on Linux". */
  deviceName?: string | null | undefined;
  /** Password for logins (the CTI password, not the one of the telephone). */
  password: string;
  /** Username, without regard to case. */
  username: string;
};

/** A change of the settings `numbering`. What is left out stays as it is, null sets the default. */
export type NumberingSettingsInput = {
  /** The first internal number that is proposed for new users; null for the usual ranges 200 to 999, 2000 to 9999 and 20000 to 99999. */
  firstNumber?: string | null | undefined;
  /** The country that national numbers belong to, as two letters of ISO 3166, such as DE or AT. */
  homeCountry?: string | null | undefined;
  /** The last internal number that is proposed for new users; null for the usual ranges. It has as many digits as the first. */
  lastNumber?: string | null | undefined;
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
};

/** A step on the way of a new colleague to the first call. */
export type OnboardingStepKind =
  /** A client was set up by the link. */
  | 'ACTIVATED'
  /** The password for the link was wrong. */
  | 'ACTIVATION_FAILED'
  /** The user was in conversation. */
  | 'CALLED'
  /** A prepared telephone fetched its file. */
  | 'FILE_FETCHED'
  /** The password for the link was wrong too often: the link is void. */
  | 'LINK_BURNED'
  /** An activation link was made. */
  | 'LINK_CREATED'
  /** Nobody used the link in time. */
  | 'LINK_EXPIRED'
  /** Somebody asked for the page of the link; it may have been a scanner of mails. */
  | 'LINK_OPENED'
  /** The link was taken back. */
  | 'LINK_REVOKED'
  /** The telephone answered whether it is there. */
  | 'PROBED'
  /** A telephone registered. */
  | 'REGISTERED'
  /** A call has ended in which sound went both ways; a call to the echo test counts. */
  | 'TEST_CALL'
  /** The quick start wizard created the user. */
  | 'USER_CREATED';

/** Where the value of an option was taken from; what is named first is stronger. */
export type OptionSource =
  /** Nobody has chosen. */
  | 'DEFAULT'
  /** A variable of the environment. */
  | 'ENVIRONMENT'
  /** The configuration file. */
  | 'FILE'
  /** A flag of the command line. */
  | 'FLAG';

/** A change of one's own password. */
export type PasswordChangeInput = {
  /** The password as it is. */
  current: string;
  /** The password as it shall be: 12 to 128 characters, not easily guessed. */
  new: string;
};

/** What a user lets others know about being there, and what calls to the user go by. */
export type Presence =
  /** There. */
  | 'AVAILABLE'
  /** Away for a moment. Becomes AVAILABLE by itself after a time, 15 minutes where nobody has set another. */
  | 'BE_RIGHT_BACK'
  /** Takes calls to the own number alone, none of groups. */
  | 'DIRECT_NUMBER_ONLY'
  /** Takes calls of colleagues alone. */
  | 'INTERNAL_ONLY'
  /** No client is connected. It cannot be set, and silences no telephone: calls go by what was set last. */
  | 'OFFLINE'
  /** Takes calls of the switchboard's queue. Becomes AVAILABLE when no client is connected any more. */
  | 'TELEPHONE_SERVICE'
  /** Takes no calls. */
  | 'UNAVAILABLE';

/** A rule of what presence does to calls. */
export type PresenceRuleInput = {
  /** The kind of call. */
  callClass: CallClass;
  /** The presence of the called user; any but OFFLINE. */
  presence: Presence;
  /** What shall happen: RING, AWAY or AWAY_IF_TARGET for own numbers, RING or SKIP for groups, OFFER, OVERFLOW or SKIP for queues, RING or AWAY_IF_TARGET for calls that come back. */
  treatment: Treatment;
};

/** A change of the settings of presence. What is left out stays as it is. */
export type PresenceSettingsInput = {
  /** How long it takes until BE_RIGHT_BACK becomes AVAILABLE by itself: PT1M to PT8H; null sets PT15M. Who is away already returns as was told. */
  beRightBackFor?: string | null | undefined;
  /** For how many days changes of presence are kept from now on, 1 to 365; null forgets them at each restart, and drops at once what was stored. */
  historyDays?: number | null | undefined;
};

/** What made a presence change. */
export type PresenceSource =
  /** An administrator, for the user. */
  | 'ADMIN'
  /** The user, by a client. */
  | 'CLIENT'
  /** A client came or went. */
  | 'CONNECTION'
  /** A time plan. */
  | 'SCHEDULE'
  /** A star code that was dialled, also by a function key. */
  | 'STAR_CODE'
  /** A key of a telephone that tells by itself, such as do not disturb. */
  | 'TELEPHONE'
  /** Its time was over. */
  | 'TIMER';

/** A change of the settings `provisioning`. What is left out stays as it is, null sets the default. */
export type ProvisioningSettingsInput = {
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
  /** How long the window for a first contact stays open where nothing else is said. Meanwhile whoever guesses the MAC of the telephone gets its password. 10m to 48h, 4h0m0s is usual. */
  windowFor?: string | null | undefined;
};

/** A desk telephone that is prepared along with its user. */
export type QuickStartTelephoneInput = {
  /** Function keys; none where left out, and then the telephone has one line. */
  keys?: Array<DeviceKeyInput>;
  /** What to call it. */
  label?: string;
  /** Hardware address from its label, in any way of writing. */
  mac: string;
  /** Model, one of deviceModels. */
  model: string;
  /** How long it may fetch its file by its MAC alone, at most 48 hours; not at all where left out (see deviceWindowOpen). */
  windowFor?: string | null | undefined;
};

/** How long one cell of the online statistics is. */
export type Resolution =
  /** One day. */
  | 'DAY'
  /** One hour. */
  | 'HOUR'
  /** Five minutes. */
  | 'MINUTE'
  /** One minute: every single probe. */
  | 'RAW';

/** A change of the settings `retention`. What is left out stays as it is, null sets the default. */
export type RetentionSettingsInput = {
  /** After how many days records of calls are deleted; 0 keeps them for ever. Who called whom is personal data. 0 to 3650, 0 is usual. */
  callRecordDays?: number | null | undefined;
  /** After how many days the online statistics are deleted. 2 to 365, 30 is usual. */
  statisticsDays?: number | null | undefined;
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
};

/** What a person may do. Each role includes those before it. */
export type Role =
  /** Changes everything. */
  | 'ADMIN'
  /** Sees all calls and the online statistics as well. */
  | 'SUPERVISOR'
  /** Sees colleagues, telephones and own calls; makes and ends own calls. */
  | 'USER';

/** What a step of a decision about a call was about. */
export type RoutingStepKind =
  /** Whether a device rings. */
  | 'DEVICE'
  /** What the number means. */
  | 'NUMBER'
  /** What the presence of a user does to the call. */
  | 'PRESENCE'
  /** What came of it. */
  | 'RESULT'
  /** The number is a command. */
  | 'STAR_CODE';

/** What a service number does. */
export type ServiceKind =
  /** Whoever calls hears the own voice. */
  | 'ECHO_TEST'
  /** Music on hold. */
  | 'MUSIC'
  /** A call that is transferred here is parked. */
  | 'PARK'
  /** Dialled to fetch the call that is parked there. */
  | 'PARKING_SLOT'
  /** The own voicemail. */
  | 'VOICEMAIL'
  /** Reads back the own number and the time. */
  | 'WHO_AM_I';

/** A change of a service number. What is left out or null stays as it is. */
export type ServiceNumberUpdateInput = {
  /** Whether it may be used. */
  enabled?: boolean | null | undefined;
  /** The number to dial: 2 to 15 digits that neither a user nor another service has. */
  number?: string | null | undefined;
};

/** How the value of a setting is written. */
export type SettingKind =
  /** An ISO 8601 duration, such as PT90S. */
  | 'DURATION'
  /** A number. */
  | 'INT'
  /** Words. */
  | 'TEXT';

/** Who begins to use an authenticator app. */
export type TotpBeginInput = {
  /** The password for logins. */
  password: string;
};

/** Shows that an authenticator app has the secret. */
export type TotpConfirmInput = {
  /** The code that the app shows. */
  code: string;
};

/** Shows that it is the user who asks. */
export type TotpProofInput = {
  /** Code of the authenticator app, or a recovery code. */
  code: string;
  /** The password for logins. */
  password: string;
};

/** The finer state behind the word, for lamps and clients. */
export type TelephoneActivity =
  /** It is in conversation. */
  | 'CONNECTED'
  /** It calls somebody who has not answered yet. */
  | 'DIALLING'
  /** It is in a call that is on hold. */
  | 'HELD'
  /** Nothing goes on. */
  | 'IDLE'
  /** It rings. */
  | 'RINGING';

/** The one word for what the terminals of a user amount to. */
export type TelephoneState =
  /** At least one terminal takes part in a call. */
  | 'BUSY'
  /** Registered, and no terminal takes part in a call. */
  | 'FREE'
  /** No terminal is registered. */
  | 'OFFLINE';

/** A change of the settings `telephony`. What is left out stays as it is, null sets the default. */
export type TelephonySettingsInput = {
  /** An answer within this time is green, a later one orange. 5ms to 3s, 150ms is usual. */
  probeGreen?: string | null | undefined;
  /** How often a telephone that answers is asked whether it is there. Shorter finds disturbances sooner, and costs bandwidth. 20s to 5m, 1m0s is usual. */
  probeInterval?: string | null | undefined;
  /** A telephone that has not answered within this time is red, and the question counts as lost. 1s to 6s, 4s is usual. */
  probeRed?: string | null | undefined;
  /** How often a telephone is asked while it does not answer. After three losses it rings last. 6s to 1m, 10s is usual. */
  probeRetryInterval?: string | null | undefined;
  /** How many telephones of a new user ring at a call. Each user can be given another limit. 1 to 10, 3 is usual. */
  ringLimit?: number | null | undefined;
  /** How long a call rings until it ends for want of an answer. Calls that ring already keep their time. 5s to 5m, 30s is usual. */
  ringTime?: string | null | undefined;
  /** How many telephones and softphones of one user may register. The next one is refused with 403; those that are registered stay. 1 to 10, 10 is usual. */
  terminalsPerUser?: number | null | undefined;
  /** The version of these settings that the change was made from; the change is refused with CONFLICT where they are newer. */
  version: number;
};

/** The way SIP travels between a terminal and the switchboard. */
export type Transport =
  /** Stream connection (RFC 3261). */
  | 'TCP'
  /** Encrypted stream connection (RFC 3261). */
  | 'TLS'
  /** Datagrams (RFC 3261). */
  | 'UDP'
  /** Websocket (RFC 7118). */
  | 'WS'
  /** Encrypted websocket (RFC 7118). */
  | 'WSS';

/** What presence does to a call. */
export type Treatment =
  /** It goes straight to the target for calls while the user is away; where there is none the caller is told why. */
  | 'AWAY'
  /** It goes to the target for calls while the user is away; where there is none it rings. */
  | 'AWAY_IF_TARGET'
  /** The queue offers it. */
  | 'OFFER'
  /** The queue offers it once nobody else is left. */
  | 'OVERFLOW'
  /** It rings. */
  | 'RING'
  /** The group or queue passes the user over. */
  | 'SKIP';

/** A new user. */
export type UserCreateInput = {
  /** Passwords; fresh ones where left out. */
  access?: AccessDataInput | null | undefined;
  /** Refuse a second call as busy while a call goes on. */
  busyInCall?: boolean;
  /** Refuse a second call as busy while the first still rings. */
  busyRinging?: boolean;
  /** Internal number; none where left out. */
  extension?: string | null | undefined;
  /** First name. */
  firstName?: string | null | undefined;
  /** Mobile number, with its country (+491701234567) or as dialled at home (0170 1234567). */
  mobile?: string | null | undefined;
  /** Name shown in the online list. */
  nickname?: string | null | undefined;
  /** How many terminals ring, 1 to 10; that of the settings where left out. */
  ringLimit?: number | null | undefined;
  /** What the user may do. */
  role?: Role;
  /** Surname. */
  surname?: string | null | undefined;
  /** Login of Microsoft Teams, such as anna.muster@example.com: dots are allowed here, not in the username. */
  teamsLogin?: string | null | undefined;
  /** Name of the account: a-z, A-Z, 0-9, - and _, at most 64 characters; nobody else may have it, without regard to case. */
  username: string;
};

/** Many new colleagues, as the quick start wizard asks for them. */
export type UserQuickStartBulkInput = {
  /** Make activation links. */
  activationLinks?: boolean;
  /** Make callthrough rules for those with a mobile number. */
  callthrough?: boolean;
  /**
   * Text of a CSV file (comma or semicolon, UTF-8, at most 200 users) whose first line names the columns, of which only username is needed:
   * username,number,firstName,surname,nickname,mobile,teamsLogin,sipPassword,ctiPassword,mac,model
   * Where number is empty the user gets the first free one; where mac and model are empty no telephone is prepared.
   */
  csv: string;
  /** Only check and tell the plan: nothing is changed. */
  dryRun?: boolean;
  /** As for userQuickStart. */
  idempotencyKey?: string | null | undefined;
  /** How long the links are valid, 10 minutes to 30 days; that of the settings where left out. */
  validFor?: string | null | undefined;
  /** How long the prepared telephones may fetch their files by their MAC alone, at most 48 hours; not at all where left out. */
  windowFor?: string | null | undefined;
};

/** A new colleague, as the quick start wizard asks for one. Only the username is needed. Everything can be changed afterwards. */
export type UserQuickStartInput = {
  /** Passwords. Leave them out: what the switchboard chooses nobody guesses. */
  access?: AccessDataInput | null | undefined;
  /** The link that sets up the user's client; none where null. */
  activationLink?: ActivationLinkOptions | null | undefined;
  /** Refuse a second call as busy while a call goes on, instead of letting it wait. */
  busyInCall?: boolean;
  /** Refuse a second call as busy while the first still rings. */
  busyRinging?: boolean;
  /** Make a callthrough rule, where there is a mobile number: the user calls the switchboard from it and is put through as if from the own telephone, within the home country. */
  callthrough?: boolean;
  /** PIN of the callthrough rule, 6 to 12 digits; the switchboard chooses where it is left out. */
  callthroughPin?: string | null | undefined;
  /** Only check and tell the plan: nothing is changed. */
  dryRun?: boolean;
  /** Internal number that colleagues dial. The first free one where left out, none where null. */
  extension?: string | null | undefined;
  /** First name, for display and telephone book. */
  firstName?: string | null | undefined;
  /** Any text of at most 100 characters. Whoever did not hear the answer repeats the run with the same key, and nothing is made twice; secrets are not shown again. Remembered for a week. */
  idempotencyKey?: string | null | undefined;
  /** Mobile number, with its country (+491701234567) or as dialled at home (01701234567). The callthrough rule knows the user by it. */
  mobile?: string | null | undefined;
  /** Name shown in the online list of wwphone; the full name where left out. */
  nickname?: string | null | undefined;
  /** How many of the user's telephones and softphones ring at a call, 1 to 10; that of the settings where left out. */
  ringLimit?: number | null | undefined;
  /** What the user may do. */
  role?: Role;
  /** Surname, for display and telephone book. */
  surname?: string | null | undefined;
  /** Login of Microsoft Teams, such as anna.muster@example.com: dots are allowed here, not in the username. */
  teamsLogin?: string | null | undefined;
  /** The desk telephone that is set up for the user when it asks for its file; none where left out. */
  telephone?: QuickStartTelephoneInput | null | undefined;
  /** Name of the account: a-z, A-Z, 0-9, - and _, at most 64 characters; nobody else may have it, without regard to case. The telephone logs in with it, and statistics show it. With MS Teams: the first part of the Teams login, without dots; the login itself belongs into teamsLogin. */
  username: string;
};

/** A change of a user. What is left out stays as it is, null clears. */
export type UserUpdateInput = {
  /** Refuse a second call as busy while a call goes on. */
  busyInCall?: boolean | null | undefined;
  /** Refuse a second call as busy while the first still rings. */
  busyRinging?: boolean | null | undefined;
  /** Internal number. */
  extension?: string | null | undefined;
  /** First name. */
  firstName?: string | null | undefined;
  /** Mobile number, with its country (+491701234567) or as dialled at home (0170 1234567). */
  mobile?: string | null | undefined;
  /** Name shown in the online list. */
  nickname?: string | null | undefined;
  /** How many terminals ring, 1 to 10; null sets that of the settings. */
  ringLimit?: number | null | undefined;
  /** What the user may do. */
  role?: Role | null | undefined;
  /** Surname. */
  surname?: string | null | undefined;
  /** Login of Microsoft Teams, such as anna.muster@example.com: dots are allowed here, not in the username. */
  teamsLogin?: string | null | undefined;
  /** Name of the account. */
  username?: string | null | undefined;
  /** The version of the user that the change was made from; the change is refused with CONFLICT where the user is newer. */
  version: number;
};

export type EntryFragment = { id: string, at: string, userId: string, username: string, source: string, operation: string, objectId: string, arguments: string, before: string, after: string, outcome: string };

export type AuditPageQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
  userId?: string | null | undefined;
}>;


export type AuditPageQuery = { auditLog: { nodes: Array<{ id: string, at: string, userId: string, username: string, source: string, operation: string, objectId: string, arguments: string, before: string, after: string, outcome: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuditVerificationQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditVerificationQuery = { auditVerification: { entries: number, intact: boolean, firstBroken: number | null } };

export type BlockedFragment = { id: string, address: string, username: string, reason: BlockReason, explanation: string, failures: number, blockedAt: string, expiresAt: string | null };

export type AllowedFragment = { id: string, address: string, note: string, createdAt: string };

export type BlockedAddressesSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type BlockedAddressesSubscription = { blockedAddresses:
    | { __typename: 'AddressBlocked', cursor: string, at: string, blocked: { id: string, address: string, username: string, reason: BlockReason, explanation: string, failures: number, blockedAt: string, expiresAt: string | null } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type AllowedAddressesQueryVariables = Exact<{ [key: string]: never; }>;


export type AllowedAddressesQuery = { allowedAddresses: Array<{ id: string, address: string, note: string, createdAt: string }> };

export type AddressBlockMutationVariables = Exact<{
  input: AddressBlockInput;
}>;


export type AddressBlockMutation = { addressBlock: { blocked: { id: string, address: string, username: string, reason: BlockReason, explanation: string, failures: number, blockedAt: string, expiresAt: string | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type AddressUnblockMutationVariables = Exact<{
  id: string;
}>;


export type AddressUnblockMutation = { addressUnblock: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type AddressAllowMutationVariables = Exact<{
  input: AddressAllowInput;
}>;


export type AddressAllowMutation = { addressAllow: { allowed: { id: string, address: string, note: string, createdAt: string } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type AddressDisallowMutationVariables = Exact<{
  id: string;
}>;


export type AddressDisallowMutation = { addressDisallow: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type SideFragment = { number: string | null, displayName: string, user: { id: string } | null };

export type CallNowFragment = { id: string, state: CallState, direction: Direction, startedAt: string, answeredAt: string | null, endedAt: string | null, cause: EndCause | null, from: { number: string | null, displayName: string, user: { id: string } | null }, to: { number: string | null, displayName: string, user: { id: string } | null } };

export type CallsSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type CallsSubscription = { calls:
    | { __typename: 'CallChanged', cursor: string, at: string, call: { id: string, state: CallState, direction: Direction, startedAt: string, answeredAt: string | null, endedAt: string | null, cause: EndCause | null, from: { number: string | null, displayName: string, user: { id: string } | null }, to: { number: string | null, displayName: string, user: { id: string } | null } } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type CallRecordsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type CallRecordsQuery = { callHistory: { nodes: Array<{ id: string, state: CallState, direction: Direction, startedAt: string, answeredAt: string | null, endedAt: string | null, cause: EndCause | null, from: { number: string | null, displayName: string, user: { id: string } | null }, to: { number: string | null, displayName: string, user: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CallHangupMutationVariables = Exact<{
  id: string;
}>;


export type CallHangupMutation = { callHangup: { errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type RuleFragment = { id: string, callers: Array<string>, hasPin: boolean, identity: string | null, countries: Array<string>, maxCalls: number, maxMinutes: number, enabled: boolean, validUntil: string | null, lockedUntil: string | null, user: { id: string, displayName: string, extension: string | null } | null, lastAttempt: { at: string, caller: string | null, destination: string | null, admitted: boolean, reason: CallthroughReason | null } | null };

export type CallthroughRulesSubscriptionVariables = Exact<{
  userIds?: Array<string> | string | null | undefined;
  since?: string | null | undefined;
}>;


export type CallthroughRulesSubscription = { callthroughRules:
    | { __typename: 'CallthroughRuleChanged', cursor: string, at: string, rule: { id: string, callers: Array<string>, hasPin: boolean, identity: string | null, countries: Array<string>, maxCalls: number, maxMinutes: number, enabled: boolean, validUntil: string | null, lockedUntil: string | null, user: { id: string, displayName: string, extension: string | null } | null, lastAttempt: { at: string, caller: string | null, destination: string | null, admitted: boolean, reason: CallthroughReason | null } | null } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type CallthroughRuleSetMutationVariables = Exact<{
  input: CallthroughRuleSetInput;
}>;


export type CallthroughRuleSetMutation = { callthroughRuleSet: { rule: { id: string, callers: Array<string>, hasPin: boolean, identity: string | null, countries: Array<string>, maxCalls: number, maxMinutes: number, enabled: boolean, validUntil: string | null, lockedUntil: string | null, user: { id: string, displayName: string, extension: string | null } | null, lastAttempt: { at: string, caller: string | null, destination: string | null, admitted: boolean, reason: CallthroughReason | null } | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type CallthroughRuleDeleteMutationVariables = Exact<{
  id: string;
}>;


export type CallthroughRuleDeleteMutation = { callthroughRuleDelete: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type FetchFragment = { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult };

export type DeskPhoneFragment = { id: string, mac: string, family: DeviceFamily, model: string, label: string, status: DeviceStatus, windowUntil: string | null, fetchedAt: string | null, configHash: string | null, version: number, user: { id: string, username: string, displayName: string, extension: string | null } | null, keys: Array<{ kind: DeviceKeyKind, value: string, label: string }>, terminal: { id: string, userAgent: string, address: string, reachable: boolean } | null, lastFetch: { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult } | null };

export type DevicesSubscriptionVariables = Exact<{
  ids?: Array<string> | string | null | undefined;
  since?: string | null | undefined;
}>;


export type DevicesSubscription = { devices:
    | { __typename: 'DeviceChanged', cursor: string, at: string, device: { id: string, mac: string, family: DeviceFamily, model: string, label: string, status: DeviceStatus, windowUntil: string | null, fetchedAt: string | null, configHash: string | null, version: number, user: { id: string, username: string, displayName: string, extension: string | null } | null, keys: Array<{ kind: DeviceKeyKind, value: string, label: string }>, terminal: { id: string, userAgent: string, address: string, reachable: boolean } | null, lastFetch: { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult } | null } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type DeviceModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type DeviceModelsQuery = { deviceModels: Array<{ family: DeviceFamily, name: string, keys: number }> };

export type DeviceFetchesOfQueryVariables = Exact<{
  id: string;
}>;


export type DeviceFetchesOfQuery = { device: { id: string, fetches: Array<{ at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult }> } | null };

export type DeviceFetchesAllQueryVariables = Exact<{ [key: string]: never; }>;


export type DeviceFetchesAllQuery = { deviceFetches: Array<{ at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult, device: { id: string, mac: string, label: string } | null }> };

export type DevicePreviewOfQueryVariables = Exact<{
  id: string;
}>;


export type DevicePreviewOfQuery = { devicePreview: { file: string, contentType: string, content: string, configHash: string, changed: boolean, difference: Array<{ kind: DifferenceKind, text: string }> } };

export type DeviceProvisionMutationVariables = Exact<{
  input: DeviceProvisionInput;
}>;


export type DeviceProvisionMutation = { deviceProvision: { url: string | null, device: { id: string, mac: string, family: DeviceFamily, model: string, label: string, status: DeviceStatus, windowUntil: string | null, fetchedAt: string | null, configHash: string | null, version: number, user: { id: string, username: string, displayName: string, extension: string | null } | null, keys: Array<{ kind: DeviceKeyKind, value: string, label: string }>, terminal: { id: string, userAgent: string, address: string, reachable: boolean } | null, lastFetch: { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult } | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type DeviceUpdateMutationVariables = Exact<{
  id: string;
  input: DeviceUpdateInput;
}>;


export type DeviceUpdateMutation = { deviceUpdate: { url: string | null, device: { id: string, mac: string, family: DeviceFamily, model: string, label: string, status: DeviceStatus, windowUntil: string | null, fetchedAt: string | null, configHash: string | null, version: number, user: { id: string, username: string, displayName: string, extension: string | null } | null, keys: Array<{ kind: DeviceKeyKind, value: string, label: string }>, terminal: { id: string, userAgent: string, address: string, reachable: boolean } | null, lastFetch: { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult } | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type DeviceByIdQueryVariables = Exact<{
  id: string;
}>;


export type DeviceByIdQuery = { device: { id: string, mac: string, family: DeviceFamily, model: string, label: string, status: DeviceStatus, windowUntil: string | null, fetchedAt: string | null, configHash: string | null, version: number, user: { id: string, username: string, displayName: string, extension: string | null } | null, keys: Array<{ kind: DeviceKeyKind, value: string, label: string }>, terminal: { id: string, userAgent: string, address: string, reachable: boolean } | null, lastFetch: { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult } | null } | null };

export type DeviceDeleteMutationVariables = Exact<{
  id: string;
}>;


export type DeviceDeleteMutation = { deviceDelete: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type DeviceResyncMutationVariables = Exact<{
  id: string;
}>;


export type DeviceResyncMutation = { deviceResync: { errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type DeviceWindowOpenMutationVariables = Exact<{
  id: string;
  for: string;
}>;


export type DeviceWindowOpenMutation = { deviceWindowOpen: { device: { id: string, mac: string, family: DeviceFamily, model: string, label: string, status: DeviceStatus, windowUntil: string | null, fetchedAt: string | null, configHash: string | null, version: number, user: { id: string, username: string, displayName: string, extension: string | null } | null, keys: Array<{ kind: DeviceKeyKind, value: string, label: string }>, terminal: { id: string, userAgent: string, address: string, reachable: boolean } | null, lastFetch: { at: string, source: string, userAgent: string, file: string, result: DeviceFetchResult } | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type LinkFragment = { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null };

export type IssuedLinkFragment = { url: string, password: string, qrCode: string, link: { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null }, letters: Array<{ language: Language, subject: string, body: string, passwordText: string }> };

export type LinksOfUserQueryVariables = Exact<{
  userId: string;
}>;


export type LinksOfUserQuery = { user: { id: string, displayName: string, activationLinks: Array<{ id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null }> } | null };

export type LinkCreateMutationVariables = Exact<{
  input: ActivationLinkCreateInput;
}>;


export type LinkCreateMutation = { activationLinkCreate: { activationLink: { url: string, password: string, qrCode: string, link: { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null }, letters: Array<{ language: Language, subject: string, body: string, passwordText: string }> } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type LinkRevokeMutationVariables = Exact<{
  id: string;
}>;


export type LinkRevokeMutation = { activationLinkRevoke: { activationLink: { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type AllLinksQueryVariables = Exact<{
  state?: ActivationState | null | undefined;
}>;


export type AllLinksQuery = { activationLinks: Array<{ id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, user: { id: string, displayName: string } | null, createdBy: { id: string, displayName: string } | null }> };

export type ServiceFragment = { id: string, number: string, kind: ServiceKind, slot: number, label: string, enabled: boolean, available: boolean };

export type NumberingPlanQueryVariables = Exact<{ [key: string]: never; }>;


export type NumberingPlanQuery = { numberingPlan: { next: string | null, services: Array<{ id: string, number: string, kind: ServiceKind, slot: number, label: string, enabled: boolean, available: boolean }>, ranges: Array<{ first: string, last: string, free: number }> } };

export type NumberHolderQueryVariables = Exact<{
  number: string;
}>;


export type NumberHolderQuery = { numberingPlan: { isFree: boolean, holder: { sentence: string, user: { id: string, displayName: string, extension: string | null } | null, service: { id: string, number: string, kind: ServiceKind, slot: number, label: string, enabled: boolean, available: boolean } | null } | null } };

export type ServiceNumberUpdateMutationVariables = Exact<{
  id: string;
  input: ServiceNumberUpdateInput;
}>;


export type ServiceNumberUpdateMutation = { serviceNumberUpdate: { serviceNumber: { id: string, number: string, kind: ServiceKind, slot: number, label: string, enabled: boolean, available: boolean } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type WayFragment = { steps: Array<{ kind: OnboardingStepKind, firstAt: string, lastAt: string, count: number, detail: string }> };

export type OnboardingSubscriptionVariables = Exact<{
  userId: string;
  since?: string | null | undefined;
}>;


export type OnboardingSubscription = { onboarding:
    | { __typename: 'OnboardingChanged', cursor: string, at: string, onboarding: { steps: Array<{ kind: OnboardingStepKind, firstAt: string, lastAt: string, count: number, detail: string }> } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type EchoTestQueryVariables = Exact<{ [key: string]: never; }>;


export type EchoTestQuery = { numberingPlan: { services: Array<{ id: string, number: string, kind: ServiceKind, enabled: boolean, available: boolean }> } };

export type CallDialMutationVariables = Exact<{
  input: CallDialInput;
}>;


export type CallDialMutation = { callDial: { call: { id: string } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type PresencesSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type PresencesSubscription = { presence:
    | { __typename: 'PresenceChanged', cursor: string, at: string, userId: string, presence: Presence, chosen: Presence, returnsAt: string | null }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type PresenceHistoryQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
}>;


export type PresenceHistoryQuery = { user: { id: string, presenceHistory: { nodes: Array<{ at: string, from: Presence, to: Presence, source: PresenceSource, actor: { id: string, displayName: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type PresenceKeptQueryVariables = Exact<{ [key: string]: never; }>;


export type PresenceKeptQuery = { presenceSettings: { historyDays: number | null } };

export type PresenceSetMutationVariables = Exact<{
  presence: Presence;
  userId?: string | null | undefined;
}>;


export type PresenceSetMutation = { presenceSet: { user: { id: string, presence: Presence, presenceChosen: Presence } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type QuickPlanFragment = { username: string, extension: string | null, displayName: string, mobile: string | null, callthroughFrom: string | null, activationLinkUntil: string | null, telephone: { mac: string, family: DeviceFamily, model: string } | null };

export type QuickMadeFragment = { callthroughPin: string | null, deviceUrl: string | null, user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number }, accessData: { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null } | null, activationLink: { url: string, password: string, qrCode: string, link: { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null }, letters: Array<{ language: Language, subject: string, body: string, passwordText: string }> } | null, callthroughRule: { id: string, callers: Array<string>, countries: Array<string> } | null, device: { id: string, windowUntil: string | null } | null };

export type QuickNamesQueryVariables = Exact<{
  username: string;
  extension: string;
  withUsername: boolean;
  withExtension: boolean;
}>;


export type QuickNamesQuery = { user?: { id: string, displayName: string } | null, numberingPlan: { next: string | null, isFree?: boolean, holder?: { sentence: string, user: { displayName: string } | null } | null } };

export type QuickStartMutationVariables = Exact<{
  input: UserQuickStartInput;
}>;


export type QuickStartMutation = { userQuickStart: { repeated: boolean, plan: { username: string, extension: string | null, displayName: string, mobile: string | null, callthroughFrom: string | null, activationLinkUntil: string | null, telephone: { mac: string, family: DeviceFamily, model: string } | null } | null, started: { callthroughPin: string | null, deviceUrl: string | null, user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number }, accessData: { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null } | null, activationLink: { url: string, password: string, qrCode: string, link: { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null }, letters: Array<{ language: Language, subject: string, body: string, passwordText: string }> } | null, callthroughRule: { id: string, callers: Array<string>, countries: Array<string> } | null, device: { id: string, windowUntil: string | null } | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type QuickStartManyMutationVariables = Exact<{
  input: UserQuickStartBulkInput;
}>;


export type QuickStartManyMutation = { userQuickStartBulk: { repeated: boolean, plans: Array<{ username: string, extension: string | null, displayName: string, mobile: string | null, callthroughFrom: string | null, activationLinkUntil: string | null, telephone: { mac: string, family: DeviceFamily, model: string } | null }>, started: Array<{ callthroughPin: string | null, deviceUrl: string | null, user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number }, accessData: { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null } | null, activationLink: { url: string, password: string, qrCode: string, link: { id: string, state: ActivationState, createdAt: string, expiresAt: string, openedAt: string | null, usedAt: string | null, revokedAt: string | null, deviceName: string | null, failures: number, createdBy: { id: string, displayName: string } | null }, letters: Array<{ language: Language, subject: string, body: string, passwordText: string }> } | null, callthroughRule: { id: string, callers: Array<string>, countries: Array<string> } | null, device: { id: string, windowUntil: string | null } | null }>, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type MatrixRuleFragment = { callClass: CallClass, presence: Presence, treatment: Treatment, default: Treatment };

export type PresenceRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type PresenceRulesQuery = { presenceRules: Array<{ callClass: CallClass, presence: Presence, treatment: Treatment, default: Treatment }> };

export type PresenceRuleSetMutationVariables = Exact<{
  input: PresenceRuleInput;
}>;


export type PresenceRuleSetMutation = { presenceRuleSet: { rules: Array<{ callClass: CallClass, presence: Presence, treatment: Treatment, default: Treatment }>, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type PresenceRulesResetMutationVariables = Exact<{ [key: string]: never; }>;


export type PresenceRulesResetMutation = { presenceRulesReset: { rules: Array<{ callClass: CallClass, presence: Presence, treatment: Treatment, default: Treatment }>, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type RoutingPreviewQueryVariables = Exact<{
  from: string;
  to: string;
  at?: string | null | undefined;
}>;


export type RoutingPreviewQuery = { routingPreview: { at: string, presenceSet: Presence | null, to: { number: string | null, displayName: string, user: { id: string } | null }, rings: Array<{ id: string, userAgent: string, address: string }>, refusal: { status: number, reason: string, cause: EndCause } | null, steps: Array<{ kind: RoutingStepKind, reason: string, user: { id: string, displayName: string } | null }> } };

export type AllSettingsFragment = { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } };

export type SettingsFormsQueryVariables = Exact<{
  language: Language;
}>;


export type SettingsFormsQuery = { settings: { fields: Array<{ group: string, name: string, kind: SettingKind, default: string, minimum: string | null, maximum: string | null, explanation: string }>, startOptions: Array<{ name: string, value: string, source: OptionSource, explanation: string }>, telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } };

export type TelephonySettingsUpdateMutationVariables = Exact<{
  input: TelephonySettingsInput;
}>;


export type TelephonySettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type ActivationSettingsUpdateMutationVariables = Exact<{
  input: ActivationSettingsInput;
}>;


export type ActivationSettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type BlockingSettingsUpdateMutationVariables = Exact<{
  input: BlockingSettingsInput;
}>;


export type BlockingSettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type CallthroughSettingsUpdateMutationVariables = Exact<{
  input: CallthroughSettingsInput;
}>;


export type CallthroughSettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type RetentionSettingsUpdateMutationVariables = Exact<{
  input: RetentionSettingsInput;
}>;


export type RetentionSettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type NumberingSettingsUpdateMutationVariables = Exact<{
  input: NumberingSettingsInput;
}>;


export type NumberingSettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type ProvisioningSettingsUpdateMutationVariables = Exact<{
  input: ProvisioningSettingsInput;
}>;


export type ProvisioningSettingsUpdateMutation = { payload: { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type SettingsAnswerFragment = { settings: { telephony: { version: number, ringLimit: number, terminalsPerUser: number, ringTime: string, probeInterval: string, probeRetryInterval: string, probeGreen: string, probeRed: string }, activation: { version: number, validFor: string }, blocking: { version: number, attempts: number, window: string, firstBlock: string, longestBlock: string }, callthrough: { version: number, announcedFor: string, pinAttempts: number, lockFor: string, calls: number, minutes: number }, retention: { version: number, callRecordDays: number, statisticsDays: number }, numbering: { version: number, homeCountry: string, firstNumber: string | null, lastNumber: string | null }, provisioning: { version: number, windowFor: string }, presence: { beRightBackFor: string, historyDays: number | null } } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> };

export type PresenceSettingsUpdateMutationVariables = Exact<{
  input: PresenceSettingsInput;
}>;


export type PresenceSettingsUpdateMutation = { payload: { settings: { beRightBackFor: string, historyDays: number | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type BlockedHereFragment = { id: string, address: string, username: string, explanation: string, expiresAt: string | null };

export type BlockedNowSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type BlockedNowSubscription = { blockedAddresses:
    | { __typename: 'AddressBlocked', cursor: string, at: string, blocked: { id: string, address: string, username: string, explanation: string, expiresAt: string | null } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type AddressUnblockHereMutationVariables = Exact<{
  id: string;
}>;


export type AddressUnblockHereMutation = { addressUnblock: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type AnyCallQueryVariables = Exact<{ [key: string]: never; }>;


export type AnyCallQuery = { callHistory: { nodes: Array<{ id: string }> } };

export type BucketFragment = { start: string, health: Health, sent: number, lost: number, min: string | null, median: string | null, p95: string | null, max: string | null };

export type OnlineStatisticsQueryVariables = Exact<{
  ids: Array<string> | string;
  from: string;
  to?: string | null | undefined;
  resolution: Resolution;
}>;


export type OnlineStatisticsQuery = { telephones: Array<{ id: string, onlineStatistics: { buckets: Array<{ start: string, health: Health, sent: number, lost: number, min: string | null, median: string | null, p95: string | null, max: string | null }> } }> };

export type StripsQueryVariables = Exact<{
  ids: Array<string> | string;
  from: string;
}>;


export type StripsQuery = { telephones: Array<{ id: string, onlineStatistics: { availability: number, buckets: Array<{ health: Health }> } }> };

export type SessionLineFragment = { id: string, deviceName: string, createdAt: string, lastUsedAt: string, expiresAt: string, current: boolean };

export type SessionsOfQueryVariables = Exact<{
  userId: string;
}>;


export type SessionsOfQuery = { sessions: Array<{ id: string, deviceName: string, createdAt: string, lastUsedAt: string, expiresAt: string, current: boolean }> };

export type SessionRevokeMutationVariables = Exact<{
  id: string;
}>;


export type SessionRevokeMutation = { sessionRevoke: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type SipPasswordRevealMutationVariables = Exact<{
  userId: string;
}>;


export type SipPasswordRevealMutation = { sipPasswordReveal: { accessData: { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type PersonFragment = { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number };

export type ProbeResultFragment = { at: string, roundTrip: string | null, health: Health };

export type DeviceFragment = { id: string, contact: string, address: string, transport: Transport, userAgent: string, registeredAt: string, expiresAt: string, reachable: boolean, rings: boolean, displaced: string, activity: TelephoneActivity, lastProbe: { at: string, roundTrip: string | null, health: Health } | null };

export type TelephonesSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type TelephonesSubscription = { telephones:
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
    | { __typename: 'TelephoneChanged', cursor: string, at: string, telephone: { id: string, state: TelephoneState, activity: TelephoneActivity, since: string, user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number }, terminals: Array<{ id: string, contact: string, address: string, transport: Transport, userAgent: string, registeredAt: string, expiresAt: string, reachable: boolean, rings: boolean, displaced: string, activity: TelephoneActivity, lastProbe: { at: string, roundTrip: string | null, health: Health } | null }> } }
   };

export type ProbesSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type ProbesSubscription = { probes:
    | { __typename: 'Probed', cursor: string, at: string, telephoneId: string, terminalId: string, probe: { at: string, roundTrip: string | null, health: Health } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type UserSuggestionsQueryVariables = Exact<{ [key: string]: never; }>;


export type UserSuggestionsQuery = { sipPassword: string, ctiPassword: string, numberingPlan: { next: string | null } };

export type PasswordSuggestionQueryVariables = Exact<{ [key: string]: never; }>;


export type PasswordSuggestionQuery = { passwordSuggestion: string };

export type UserByIdQueryVariables = Exact<{
  id: string;
}>;


export type UserByIdQuery = { user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number } | null };

export type SecretsFragment = { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null };

export type UserCreateMutationVariables = Exact<{
  input: UserCreateInput;
}>;


export type UserCreateMutation = { userCreate: { user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number } | null, accessData: { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type UserUpdateMutationVariables = Exact<{
  id: string;
  input: UserUpdateInput;
}>;


export type UserUpdateMutation = { userUpdate: { user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null, role: Role, ringLimit: number, busyInCall: boolean, busyRinging: boolean, version: number } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type UserDeleteMutationVariables = Exact<{
  id: string;
}>;


export type UserDeleteMutation = { userDelete: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type AccessDataResetMutationVariables = Exact<{
  userId: string;
  input: AccessDataResetInput;
}>;


export type AccessDataResetMutation = { accessDataReset: { accessData: { username: string, domain: string, sipPassword: string | null, ctiPassword: string | null } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type TerminalProbeMutationVariables = Exact<{
  id: string;
}>;


export type TerminalProbeMutation = { terminalProbe: { errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type TerminalUnregisterMutationVariables = Exact<{
  id: string;
}>;


export type TerminalUnregisterMutation = { terminalUnregister: { deletedId: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type FaultFragment = { path: Array<string>, message: string, code: ErrorCode };

export type ColleagueFragment = { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null };

export type PhoneColleaguesSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type PhoneColleaguesSubscription = { telephones:
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
    | { __typename: 'TelephoneChanged', cursor: string, at: string, telephone: { id: string, state: TelephoneState, activity: TelephoneActivity, since: string, user: { id: string, username: string, extension: string | null, firstName: string, surname: string, nickname: string, displayName: string, mobile: string | null } } }
   };

export type PhonePresenceSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type PhonePresenceSubscription = { presence:
    | { __typename: 'PresenceChanged', cursor: string, at: string, userId: string, presence: Presence, chosen: Presence, returnsAt: string | null }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type PhoneCallFragment = { id: string, state: CallState, direction: Direction, startedAt: string, answeredAt: string | null, endedAt: string | null, cause: EndCause | null, legs: Array<{ activity: TelephoneActivity, user: { id: string } | null }>, from: { number: string | null, displayName: string, user: { id: string } | null }, to: { number: string | null, displayName: string, user: { id: string } | null } };

export type PhoneCallsSubscriptionVariables = Exact<{
  userIds?: Array<string> | string | null | undefined;
  since?: string | null | undefined;
}>;


export type PhoneCallsSubscription = { calls:
    | { __typename: 'CallChanged', cursor: string, at: string, call: { id: string, state: CallState, direction: Direction, startedAt: string, answeredAt: string | null, endedAt: string | null, cause: EndCause | null, legs: Array<{ activity: TelephoneActivity, user: { id: string } | null }>, from: { number: string | null, displayName: string, user: { id: string } | null }, to: { number: string | null, displayName: string, user: { id: string } | null } } }
    | { __typename: 'Removed', cursor: string, at: string, id: string }
    | { __typename: 'Reset', cursor: string, at: string }
    | { __typename: 'Synced', cursor: string, at: string }
   };

export type PhoneRecordsQueryVariables = Exact<{
  userId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type PhoneRecordsQuery = { callHistory: { nodes: Array<{ id: string, state: CallState, direction: Direction, startedAt: string, answeredAt: string | null, endedAt: string | null, cause: EndCause | null, from: { number: string | null, displayName: string, user: { id: string } | null }, to: { number: string | null, displayName: string, user: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PhoneRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type PhoneRulesQuery = { presenceRules: Array<{ callClass: CallClass, presence: Presence, treatment: Treatment, default: Treatment }> };

export type PhonePresenceSetMutationVariables = Exact<{
  presence: Presence;
}>;


export type PhonePresenceSetMutation = { presenceSet: { errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type PhoneDialMutationVariables = Exact<{
  input: CallDialInput;
}>;


export type PhoneDialMutation = { callDial: { call: { id: string } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type MeFragment = { id: string, username: string, displayName: string, role: Role, passwordChangeDue: boolean };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, username: string, displayName: string, role: Role, passwordChangeDue: boolean } | null };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { login: { session: { token: string, expiresAt: string } | null, user: { id: string, username: string, displayName: string, role: Role, passwordChangeDue: boolean } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type LogoutMutationVariables = Exact<{ [key: string]: never; }>;


export type LogoutMutation = { logout: { errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type PasswordChangeMutationVariables = Exact<{
  input: PasswordChangeInput;
}>;


export type PasswordChangeMutation = { passwordChange: { user: { id: string, username: string, displayName: string, role: Role, passwordChangeDue: boolean } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type SecondFactorQueryVariables = Exact<{ [key: string]: never; }>;


export type SecondFactorQuery = { secondFactor: { enabled: boolean, recoveryCodesLeft: number } };

export type TotpBeginMutationVariables = Exact<{
  input: TotpBeginInput;
}>;


export type TotpBeginMutation = { totpBegin: { secret: string | null, qrCode: string | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type TotpConfirmMutationVariables = Exact<{
  input: TotpConfirmInput;
}>;


export type TotpConfirmMutation = { totpConfirm: { recoveryCodes: Array<string> | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type TotpDisableMutationVariables = Exact<{
  input: TotpProofInput;
}>;


export type TotpDisableMutation = { totpDisable: { secondFactor: { enabled: boolean } | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export type TotpRecoveryCodesRenewMutationVariables = Exact<{
  input: TotpProofInput;
}>;


export type TotpRecoveryCodesRenewMutation = { totpRecoveryCodesRenew: { recoveryCodes: Array<string> | null, errors: Array<{ path: Array<string>, message: string, code: ErrorCode }> } };

export const EntryFragmentDoc = gql`
    fragment Entry on AuditEntry {
  id
  at
  userId
  username
  source
  operation
  objectId
  arguments
  before
  after
  outcome
}
    ` as unknown as DocumentNode<EntryFragment, unknown>;
export const BlockedFragmentDoc = gql`
    fragment Blocked on BlockedAddress {
  id
  address
  username
  reason
  explanation
  failures
  blockedAt
  expiresAt
}
    ` as unknown as DocumentNode<BlockedFragment, unknown>;
export const AllowedFragmentDoc = gql`
    fragment Allowed on AllowedAddress {
  id
  address
  note
  createdAt
}
    ` as unknown as DocumentNode<AllowedFragment, unknown>;
export const RuleFragmentDoc = gql`
    fragment Rule on CallthroughRule {
  id
  user {
    id
    displayName
    extension
  }
  callers
  hasPin
  identity
  countries
  maxCalls
  maxMinutes
  enabled
  validUntil
  lockedUntil
  lastAttempt {
    at
    caller
    destination
    admitted
    reason
  }
}
    ` as unknown as DocumentNode<RuleFragment, unknown>;
export const FetchFragmentDoc = gql`
    fragment Fetch on DeviceFetch {
  at
  source
  userAgent
  file
  result
}
    ` as unknown as DocumentNode<FetchFragment, unknown>;
export const DeskPhoneFragmentDoc = gql`
    fragment DeskPhone on Device {
  id
  mac
  family
  model
  label
  status
  windowUntil
  fetchedAt
  configHash
  version
  user {
    id
    username
    displayName
    extension
  }
  keys {
    kind
    value
    label
  }
  terminal {
    id
    userAgent
    address
    reachable
  }
  lastFetch {
    ...Fetch
  }
}
    ` as unknown as DocumentNode<DeskPhoneFragment, unknown>;
export const ServiceFragmentDoc = gql`
    fragment Service on ServiceNumber {
  id
  number
  kind
  slot
  label
  enabled
  available
}
    ` as unknown as DocumentNode<ServiceFragment, unknown>;
export const WayFragmentDoc = gql`
    fragment Way on Onboarding {
  steps {
    kind
    firstAt
    lastAt
    count
    detail
  }
}
    ` as unknown as DocumentNode<WayFragment, unknown>;
export const QuickPlanFragmentDoc = gql`
    fragment QuickPlan on QuickStartPlan {
  username
  extension
  displayName
  mobile
  callthroughFrom
  activationLinkUntil
  telephone {
    mac
    family
    model
  }
}
    ` as unknown as DocumentNode<QuickPlanFragment, unknown>;
export const PersonFragmentDoc = gql`
    fragment Person on User {
  id
  username
  extension
  firstName
  surname
  nickname
  displayName
  mobile
  role
  ringLimit
  busyInCall
  busyRinging
  version
}
    ` as unknown as DocumentNode<PersonFragment, unknown>;
export const SecretsFragmentDoc = gql`
    fragment Secrets on AccessData {
  username
  domain
  sipPassword
  ctiPassword
}
    ` as unknown as DocumentNode<SecretsFragment, unknown>;
export const LinkFragmentDoc = gql`
    fragment Link on ActivationLink {
  id
  state
  createdAt
  expiresAt
  openedAt
  usedAt
  revokedAt
  deviceName
  failures
  createdBy {
    id
    displayName
  }
}
    ` as unknown as DocumentNode<LinkFragment, unknown>;
export const IssuedLinkFragmentDoc = gql`
    fragment IssuedLink on IssuedActivationLink {
  link {
    ...Link
  }
  url
  password
  qrCode
  letters {
    language
    subject
    body
    passwordText
  }
}
    ` as unknown as DocumentNode<IssuedLinkFragment, unknown>;
export const QuickMadeFragmentDoc = gql`
    fragment QuickMade on QuickStarted {
  user {
    ...Person
  }
  accessData {
    ...Secrets
  }
  activationLink {
    ...IssuedLink
  }
  callthroughRule {
    id
    callers
    countries
  }
  callthroughPin
  device {
    id
    windowUntil
  }
  deviceUrl
}
    ` as unknown as DocumentNode<QuickMadeFragment, unknown>;
export const MatrixRuleFragmentDoc = gql`
    fragment MatrixRule on PresenceRule {
  callClass
  presence
  treatment
  default
}
    ` as unknown as DocumentNode<MatrixRuleFragment, unknown>;
export const AllSettingsFragmentDoc = gql`
    fragment AllSettings on Settings {
  telephony {
    version
    ringLimit
    terminalsPerUser
    ringTime
    probeInterval
    probeRetryInterval
    probeGreen
    probeRed
  }
  activation {
    version
    validFor
  }
  blocking {
    version
    attempts
    window
    firstBlock
    longestBlock
  }
  callthrough {
    version
    announcedFor
    pinAttempts
    lockFor
    calls
    minutes
  }
  retention {
    version
    callRecordDays
    statisticsDays
  }
  numbering {
    version
    homeCountry
    firstNumber
    lastNumber
  }
  provisioning {
    version
    windowFor
  }
  presence {
    beRightBackFor
    historyDays
  }
}
    ` as unknown as DocumentNode<AllSettingsFragment, unknown>;
export const FaultFragmentDoc = gql`
    fragment Fault on UserError {
  path
  message
  code
}
    ` as unknown as DocumentNode<FaultFragment, unknown>;
export const SettingsAnswerFragmentDoc = gql`
    fragment SettingsAnswer on SettingsPayload {
  settings {
    ...AllSettings
  }
  errors {
    ...Fault
  }
}
    ` as unknown as DocumentNode<SettingsAnswerFragment, unknown>;
export const BlockedHereFragmentDoc = gql`
    fragment BlockedHere on BlockedAddress {
  id
  address
  username
  explanation
  expiresAt
}
    ` as unknown as DocumentNode<BlockedHereFragment, unknown>;
export const BucketFragmentDoc = gql`
    fragment Bucket on ProbeBucket {
  start
  health
  sent
  lost
  min
  median
  p95
  max
}
    ` as unknown as DocumentNode<BucketFragment, unknown>;
export const SessionLineFragmentDoc = gql`
    fragment SessionLine on Session {
  id
  deviceName
  createdAt
  lastUsedAt
  expiresAt
  current
}
    ` as unknown as DocumentNode<SessionLineFragment, unknown>;
export const ProbeResultFragmentDoc = gql`
    fragment ProbeResult on Probe {
  at
  roundTrip
  health
}
    ` as unknown as DocumentNode<ProbeResultFragment, unknown>;
export const DeviceFragmentDoc = gql`
    fragment Device on Terminal {
  id
  contact
  address
  transport
  userAgent
  registeredAt
  expiresAt
  reachable
  rings
  displaced
  activity
  lastProbe {
    ...ProbeResult
  }
}
    ` as unknown as DocumentNode<DeviceFragment, unknown>;
export const ColleagueFragmentDoc = gql`
    fragment Colleague on User {
  id
  username
  extension
  firstName
  surname
  nickname
  displayName
  mobile
}
    ` as unknown as DocumentNode<ColleagueFragment, unknown>;
export const SideFragmentDoc = gql`
    fragment Side on Party {
  number
  displayName
  user {
    id
  }
}
    ` as unknown as DocumentNode<SideFragment, unknown>;
export const CallNowFragmentDoc = gql`
    fragment CallNow on Call {
  id
  state
  direction
  from {
    ...Side
  }
  to {
    ...Side
  }
  startedAt
  answeredAt
  endedAt
  cause
}
    ` as unknown as DocumentNode<CallNowFragment, unknown>;
export const PhoneCallFragmentDoc = gql`
    fragment PhoneCall on Call {
  ...CallNow
  legs {
    activity
    user {
      id
    }
  }
}
    ` as unknown as DocumentNode<PhoneCallFragment, unknown>;
export const MeFragmentDoc = gql`
    fragment Me on User {
  id
  username
  displayName
  role
  passwordChangeDue
}
    ` as unknown as DocumentNode<MeFragment, unknown>;
export const AuditPageDocument = gql`
    query AuditPage($first: Int!, $after: Cursor, $search: String, $userId: ID) {
  auditLog(first: $first, after: $after, search: $search, userId: $userId) {
    nodes {
      ...Entry
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${EntryFragmentDoc}` as unknown as DocumentNode<AuditPageQuery, AuditPageQueryVariables>;
export const AuditVerificationDocument = gql`
    query AuditVerification {
  auditVerification {
    entries
    intact
    firstBroken
  }
}
    ` as unknown as DocumentNode<AuditVerificationQuery, AuditVerificationQueryVariables>;
export const BlockedAddressesDocument = gql`
    subscription BlockedAddresses($since: Cursor) {
  blockedAddresses(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on AddressBlocked {
      blocked {
        ...Blocked
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${BlockedFragmentDoc}` as unknown as DocumentNode<BlockedAddressesSubscription, BlockedAddressesSubscriptionVariables>;
export const AllowedAddressesDocument = gql`
    query AllowedAddresses {
  allowedAddresses {
    ...Allowed
  }
}
    ${AllowedFragmentDoc}` as unknown as DocumentNode<AllowedAddressesQuery, AllowedAddressesQueryVariables>;
export const AddressBlockDocument = gql`
    mutation AddressBlock($input: AddressBlockInput!) {
  addressBlock(input: $input) {
    blocked {
      ...Blocked
    }
    errors {
      ...Fault
    }
  }
}
    ${BlockedFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<AddressBlockMutation, AddressBlockMutationVariables>;
export const AddressUnblockDocument = gql`
    mutation AddressUnblock($id: ID!) {
  addressUnblock(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<AddressUnblockMutation, AddressUnblockMutationVariables>;
export const AddressAllowDocument = gql`
    mutation AddressAllow($input: AddressAllowInput!) {
  addressAllow(input: $input) {
    allowed {
      ...Allowed
    }
    errors {
      ...Fault
    }
  }
}
    ${AllowedFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<AddressAllowMutation, AddressAllowMutationVariables>;
export const AddressDisallowDocument = gql`
    mutation AddressDisallow($id: ID!) {
  addressDisallow(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<AddressDisallowMutation, AddressDisallowMutationVariables>;
export const CallsDocument = gql`
    subscription Calls($since: Cursor) {
  calls(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on CallChanged {
      call {
        ...CallNow
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${CallNowFragmentDoc}
${SideFragmentDoc}` as unknown as DocumentNode<CallsSubscription, CallsSubscriptionVariables>;
export const CallRecordsDocument = gql`
    query CallRecords($first: Int!, $after: Cursor) {
  callHistory(first: $first, after: $after) {
    nodes {
      ...CallNow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${CallNowFragmentDoc}
${SideFragmentDoc}` as unknown as DocumentNode<CallRecordsQuery, CallRecordsQueryVariables>;
export const CallHangupDocument = gql`
    mutation CallHangup($id: ID!) {
  callHangup(id: $id) {
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<CallHangupMutation, CallHangupMutationVariables>;
export const CallthroughRulesDocument = gql`
    subscription CallthroughRules($userIds: [ID!], $since: Cursor) {
  callthroughRules(userIds: $userIds, since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on CallthroughRuleChanged {
      rule {
        ...Rule
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${RuleFragmentDoc}` as unknown as DocumentNode<CallthroughRulesSubscription, CallthroughRulesSubscriptionVariables>;
export const CallthroughRuleSetDocument = gql`
    mutation CallthroughRuleSet($input: CallthroughRuleSetInput!) {
  callthroughRuleSet(input: $input) {
    rule {
      ...Rule
    }
    errors {
      ...Fault
    }
  }
}
    ${RuleFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<CallthroughRuleSetMutation, CallthroughRuleSetMutationVariables>;
export const CallthroughRuleDeleteDocument = gql`
    mutation CallthroughRuleDelete($id: ID!) {
  callthroughRuleDelete(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<CallthroughRuleDeleteMutation, CallthroughRuleDeleteMutationVariables>;
export const DevicesDocument = gql`
    subscription Devices($ids: [ID!], $since: Cursor) {
  devices(ids: $ids, since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on DeviceChanged {
      device {
        ...DeskPhone
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${DeskPhoneFragmentDoc}
${FetchFragmentDoc}` as unknown as DocumentNode<DevicesSubscription, DevicesSubscriptionVariables>;
export const DeviceModelsDocument = gql`
    query DeviceModels {
  deviceModels {
    family
    name
    keys
  }
}
    ` as unknown as DocumentNode<DeviceModelsQuery, DeviceModelsQueryVariables>;
export const DeviceFetchesOfDocument = gql`
    query DeviceFetchesOf($id: ID!) {
  device(id: $id) {
    id
    fetches(first: 50) {
      ...Fetch
    }
  }
}
    ${FetchFragmentDoc}` as unknown as DocumentNode<DeviceFetchesOfQuery, DeviceFetchesOfQueryVariables>;
export const DeviceFetchesAllDocument = gql`
    query DeviceFetchesAll {
  deviceFetches(first: 100) {
    ...Fetch
    device {
      id
      mac
      label
    }
  }
}
    ${FetchFragmentDoc}` as unknown as DocumentNode<DeviceFetchesAllQuery, DeviceFetchesAllQueryVariables>;
export const DevicePreviewOfDocument = gql`
    query DevicePreviewOf($id: ID!) {
  devicePreview(id: $id) {
    file
    contentType
    content
    configHash
    changed
    difference {
      kind
      text
    }
  }
}
    ` as unknown as DocumentNode<DevicePreviewOfQuery, DevicePreviewOfQueryVariables>;
export const DeviceProvisionDocument = gql`
    mutation DeviceProvision($input: DeviceProvisionInput!) {
  deviceProvision(input: $input) {
    device {
      ...DeskPhone
    }
    url
    errors {
      ...Fault
    }
  }
}
    ${DeskPhoneFragmentDoc}
${FetchFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<DeviceProvisionMutation, DeviceProvisionMutationVariables>;
export const DeviceUpdateDocument = gql`
    mutation DeviceUpdate($id: ID!, $input: DeviceUpdateInput!) {
  deviceUpdate(id: $id, input: $input) {
    device {
      ...DeskPhone
    }
    url
    errors {
      ...Fault
    }
  }
}
    ${DeskPhoneFragmentDoc}
${FetchFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<DeviceUpdateMutation, DeviceUpdateMutationVariables>;
export const DeviceByIdDocument = gql`
    query DeviceById($id: ID!) {
  device(id: $id) {
    ...DeskPhone
  }
}
    ${DeskPhoneFragmentDoc}
${FetchFragmentDoc}` as unknown as DocumentNode<DeviceByIdQuery, DeviceByIdQueryVariables>;
export const DeviceDeleteDocument = gql`
    mutation DeviceDelete($id: ID!) {
  deviceDelete(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<DeviceDeleteMutation, DeviceDeleteMutationVariables>;
export const DeviceResyncDocument = gql`
    mutation DeviceResync($id: ID!) {
  deviceResync(id: $id) {
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<DeviceResyncMutation, DeviceResyncMutationVariables>;
export const DeviceWindowOpenDocument = gql`
    mutation DeviceWindowOpen($id: ID!, $for: Duration!) {
  deviceWindowOpen(id: $id, for: $for) {
    device {
      ...DeskPhone
    }
    errors {
      ...Fault
    }
  }
}
    ${DeskPhoneFragmentDoc}
${FetchFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<DeviceWindowOpenMutation, DeviceWindowOpenMutationVariables>;
export const LinksOfUserDocument = gql`
    query LinksOfUser($userId: ID!) {
  user(id: $userId) {
    id
    displayName
    activationLinks {
      ...Link
    }
  }
}
    ${LinkFragmentDoc}` as unknown as DocumentNode<LinksOfUserQuery, LinksOfUserQueryVariables>;
export const LinkCreateDocument = gql`
    mutation LinkCreate($input: ActivationLinkCreateInput!) {
  activationLinkCreate(input: $input) {
    activationLink {
      ...IssuedLink
    }
    errors {
      ...Fault
    }
  }
}
    ${IssuedLinkFragmentDoc}
${LinkFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<LinkCreateMutation, LinkCreateMutationVariables>;
export const LinkRevokeDocument = gql`
    mutation LinkRevoke($id: ID!) {
  activationLinkRevoke(id: $id) {
    activationLink {
      ...Link
    }
    errors {
      ...Fault
    }
  }
}
    ${LinkFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<LinkRevokeMutation, LinkRevokeMutationVariables>;
export const AllLinksDocument = gql`
    query AllLinks($state: ActivationState) {
  activationLinks(state: $state) {
    ...Link
    user {
      id
      displayName
    }
  }
}
    ${LinkFragmentDoc}` as unknown as DocumentNode<AllLinksQuery, AllLinksQueryVariables>;
export const NumberingPlanDocument = gql`
    query NumberingPlan {
  numberingPlan {
    services {
      ...Service
    }
    ranges {
      first
      last
      free
    }
    next
  }
}
    ${ServiceFragmentDoc}` as unknown as DocumentNode<NumberingPlanQuery, NumberingPlanQueryVariables>;
export const NumberHolderDocument = gql`
    query NumberHolder($number: PhoneNumber!) {
  numberingPlan {
    isFree(number: $number)
    holder(number: $number) {
      sentence
      user {
        id
        displayName
        extension
      }
      service {
        ...Service
      }
    }
  }
}
    ${ServiceFragmentDoc}` as unknown as DocumentNode<NumberHolderQuery, NumberHolderQueryVariables>;
export const ServiceNumberUpdateDocument = gql`
    mutation ServiceNumberUpdate($id: ID!, $input: ServiceNumberUpdateInput!) {
  serviceNumberUpdate(id: $id, input: $input) {
    serviceNumber {
      ...Service
    }
    errors {
      ...Fault
    }
  }
}
    ${ServiceFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<ServiceNumberUpdateMutation, ServiceNumberUpdateMutationVariables>;
export const OnboardingDocument = gql`
    subscription Onboarding($userId: ID!, $since: Cursor) {
  onboarding(userId: $userId, since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on OnboardingChanged {
      onboarding {
        ...Way
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${WayFragmentDoc}` as unknown as DocumentNode<OnboardingSubscription, OnboardingSubscriptionVariables>;
export const EchoTestDocument = gql`
    query EchoTest {
  numberingPlan {
    services {
      id
      number
      kind
      enabled
      available
    }
  }
}
    ` as unknown as DocumentNode<EchoTestQuery, EchoTestQueryVariables>;
export const CallDialDocument = gql`
    mutation CallDial($input: CallDialInput!) {
  callDial(input: $input) {
    call {
      id
    }
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<CallDialMutation, CallDialMutationVariables>;
export const PresencesDocument = gql`
    subscription Presences($since: Cursor) {
  presence(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on PresenceChanged {
      userId
      presence
      chosen
      returnsAt
    }
    ... on Removed {
      id
    }
  }
}
    ` as unknown as DocumentNode<PresencesSubscription, PresencesSubscriptionVariables>;
export const PresenceHistoryDocument = gql`
    query PresenceHistory($id: ID!, $first: Int!, $after: Cursor) {
  user(id: $id) {
    id
    presenceHistory(first: $first, after: $after) {
      nodes {
        at
        from
        to
        source
        actor {
          id
          displayName
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    ` as unknown as DocumentNode<PresenceHistoryQuery, PresenceHistoryQueryVariables>;
export const PresenceKeptDocument = gql`
    query PresenceKept {
  presenceSettings {
    historyDays
  }
}
    ` as unknown as DocumentNode<PresenceKeptQuery, PresenceKeptQueryVariables>;
export const PresenceSetDocument = gql`
    mutation PresenceSet($presence: Presence!, $userId: ID) {
  presenceSet(presence: $presence, userId: $userId) {
    user {
      id
      presence
      presenceChosen
    }
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<PresenceSetMutation, PresenceSetMutationVariables>;
export const QuickNamesDocument = gql`
    query QuickNames($username: String!, $extension: PhoneNumber!, $withUsername: Boolean!, $withExtension: Boolean!) {
  user(username: $username) @include(if: $withUsername) {
    id
    displayName
  }
  numberingPlan {
    next
    isFree(number: $extension) @include(if: $withExtension)
    holder(number: $extension) @include(if: $withExtension) {
      sentence
      user {
        displayName
      }
    }
  }
}
    ` as unknown as DocumentNode<QuickNamesQuery, QuickNamesQueryVariables>;
export const QuickStartDocument = gql`
    mutation QuickStart($input: UserQuickStartInput!) {
  userQuickStart(input: $input) {
    plan {
      ...QuickPlan
    }
    started {
      ...QuickMade
    }
    repeated
    errors {
      ...Fault
    }
  }
}
    ${QuickPlanFragmentDoc}
${QuickMadeFragmentDoc}
${PersonFragmentDoc}
${SecretsFragmentDoc}
${IssuedLinkFragmentDoc}
${LinkFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<QuickStartMutation, QuickStartMutationVariables>;
export const QuickStartManyDocument = gql`
    mutation QuickStartMany($input: UserQuickStartBulkInput!) {
  userQuickStartBulk(input: $input) {
    plans {
      ...QuickPlan
    }
    started {
      ...QuickMade
    }
    repeated
    errors {
      ...Fault
    }
  }
}
    ${QuickPlanFragmentDoc}
${QuickMadeFragmentDoc}
${PersonFragmentDoc}
${SecretsFragmentDoc}
${IssuedLinkFragmentDoc}
${LinkFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<QuickStartManyMutation, QuickStartManyMutationVariables>;
export const PresenceRulesDocument = gql`
    query PresenceRules {
  presenceRules {
    ...MatrixRule
  }
}
    ${MatrixRuleFragmentDoc}` as unknown as DocumentNode<PresenceRulesQuery, PresenceRulesQueryVariables>;
export const PresenceRuleSetDocument = gql`
    mutation PresenceRuleSet($input: PresenceRuleInput!) {
  presenceRuleSet(input: $input) {
    rules {
      ...MatrixRule
    }
    errors {
      ...Fault
    }
  }
}
    ${MatrixRuleFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<PresenceRuleSetMutation, PresenceRuleSetMutationVariables>;
export const PresenceRulesResetDocument = gql`
    mutation PresenceRulesReset {
  presenceRulesReset {
    rules {
      ...MatrixRule
    }
    errors {
      ...Fault
    }
  }
}
    ${MatrixRuleFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<PresenceRulesResetMutation, PresenceRulesResetMutationVariables>;
export const RoutingPreviewDocument = gql`
    query RoutingPreview($from: ID!, $to: PhoneNumber!, $at: Time) {
  routingPreview(from: $from, to: $to, at: $at) {
    at
    to {
      ...Side
    }
    rings {
      id
      userAgent
      address
    }
    refusal {
      status
      reason
      cause
    }
    presenceSet
    steps {
      kind
      reason
      user {
        id
        displayName
      }
    }
  }
}
    ${SideFragmentDoc}` as unknown as DocumentNode<RoutingPreviewQuery, RoutingPreviewQueryVariables>;
export const SettingsFormsDocument = gql`
    query SettingsForms($language: Language!) {
  settings {
    ...AllSettings
    fields {
      group
      name
      kind
      default
      minimum
      maximum
      explanation(language: $language)
    }
    startOptions {
      name
      value
      source
      explanation
    }
  }
}
    ${AllSettingsFragmentDoc}` as unknown as DocumentNode<SettingsFormsQuery, SettingsFormsQueryVariables>;
export const TelephonySettingsUpdateDocument = gql`
    mutation TelephonySettingsUpdate($input: TelephonySettingsInput!) {
  payload: telephonySettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<TelephonySettingsUpdateMutation, TelephonySettingsUpdateMutationVariables>;
export const ActivationSettingsUpdateDocument = gql`
    mutation ActivationSettingsUpdate($input: ActivationSettingsInput!) {
  payload: activationSettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<ActivationSettingsUpdateMutation, ActivationSettingsUpdateMutationVariables>;
export const BlockingSettingsUpdateDocument = gql`
    mutation BlockingSettingsUpdate($input: BlockingSettingsInput!) {
  payload: blockingSettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<BlockingSettingsUpdateMutation, BlockingSettingsUpdateMutationVariables>;
export const CallthroughSettingsUpdateDocument = gql`
    mutation CallthroughSettingsUpdate($input: CallthroughSettingsInput!) {
  payload: callthroughSettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<CallthroughSettingsUpdateMutation, CallthroughSettingsUpdateMutationVariables>;
export const RetentionSettingsUpdateDocument = gql`
    mutation RetentionSettingsUpdate($input: RetentionSettingsInput!) {
  payload: retentionSettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<RetentionSettingsUpdateMutation, RetentionSettingsUpdateMutationVariables>;
export const NumberingSettingsUpdateDocument = gql`
    mutation NumberingSettingsUpdate($input: NumberingSettingsInput!) {
  payload: numberingSettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<NumberingSettingsUpdateMutation, NumberingSettingsUpdateMutationVariables>;
export const ProvisioningSettingsUpdateDocument = gql`
    mutation ProvisioningSettingsUpdate($input: ProvisioningSettingsInput!) {
  payload: provisioningSettingsUpdate(input: $input) {
    ...SettingsAnswer
  }
}
    ${SettingsAnswerFragmentDoc}
${AllSettingsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<ProvisioningSettingsUpdateMutation, ProvisioningSettingsUpdateMutationVariables>;
export const PresenceSettingsUpdateDocument = gql`
    mutation PresenceSettingsUpdate($input: PresenceSettingsInput!) {
  payload: presenceSettingsUpdate(input: $input) {
    settings {
      beRightBackFor
      historyDays
    }
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<PresenceSettingsUpdateMutation, PresenceSettingsUpdateMutationVariables>;
export const BlockedNowDocument = gql`
    subscription BlockedNow($since: Cursor) {
  blockedAddresses(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on AddressBlocked {
      blocked {
        ...BlockedHere
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${BlockedHereFragmentDoc}` as unknown as DocumentNode<BlockedNowSubscription, BlockedNowSubscriptionVariables>;
export const AddressUnblockHereDocument = gql`
    mutation AddressUnblockHere($id: ID!) {
  addressUnblock(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<AddressUnblockHereMutation, AddressUnblockHereMutationVariables>;
export const AnyCallDocument = gql`
    query AnyCall {
  callHistory(first: 1) {
    nodes {
      id
    }
  }
}
    ` as unknown as DocumentNode<AnyCallQuery, AnyCallQueryVariables>;
export const OnlineStatisticsDocument = gql`
    query OnlineStatistics($ids: [ID!]!, $from: Time!, $to: Time, $resolution: Resolution!) {
  telephones(ids: $ids) {
    id
    onlineStatistics(from: $from, to: $to, resolution: $resolution) {
      buckets {
        ...Bucket
      }
    }
  }
}
    ${BucketFragmentDoc}` as unknown as DocumentNode<OnlineStatisticsQuery, OnlineStatisticsQueryVariables>;
export const StripsDocument = gql`
    query Strips($ids: [ID!]!, $from: Time!) {
  telephones(ids: $ids) {
    id
    onlineStatistics(from: $from, resolution: MINUTE) {
      availability
      buckets {
        health
      }
    }
  }
}
    ` as unknown as DocumentNode<StripsQuery, StripsQueryVariables>;
export const SessionsOfDocument = gql`
    query SessionsOf($userId: ID!) {
  sessions(userId: $userId) {
    ...SessionLine
  }
}
    ${SessionLineFragmentDoc}` as unknown as DocumentNode<SessionsOfQuery, SessionsOfQueryVariables>;
export const SessionRevokeDocument = gql`
    mutation SessionRevoke($id: ID!) {
  sessionRevoke(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<SessionRevokeMutation, SessionRevokeMutationVariables>;
export const SipPasswordRevealDocument = gql`
    mutation SipPasswordReveal($userId: ID!) {
  sipPasswordReveal(userId: $userId) {
    accessData {
      ...Secrets
    }
    errors {
      ...Fault
    }
  }
}
    ${SecretsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<SipPasswordRevealMutation, SipPasswordRevealMutationVariables>;
export const TelephonesDocument = gql`
    subscription Telephones($since: Cursor) {
  telephones(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on TelephoneChanged {
      telephone {
        id
        state
        activity
        since
        user {
          ...Person
        }
        terminals {
          ...Device
        }
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${PersonFragmentDoc}
${DeviceFragmentDoc}
${ProbeResultFragmentDoc}` as unknown as DocumentNode<TelephonesSubscription, TelephonesSubscriptionVariables>;
export const ProbesDocument = gql`
    subscription Probes($since: Cursor) {
  probes(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on Probed {
      telephoneId
      terminalId
      probe {
        ...ProbeResult
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${ProbeResultFragmentDoc}` as unknown as DocumentNode<ProbesSubscription, ProbesSubscriptionVariables>;
export const UserSuggestionsDocument = gql`
    query UserSuggestions {
  sipPassword: passwordSuggestion
  ctiPassword: passwordSuggestion
  numberingPlan {
    next
  }
}
    ` as unknown as DocumentNode<UserSuggestionsQuery, UserSuggestionsQueryVariables>;
export const PasswordSuggestionDocument = gql`
    query PasswordSuggestion {
  passwordSuggestion
}
    ` as unknown as DocumentNode<PasswordSuggestionQuery, PasswordSuggestionQueryVariables>;
export const UserByIdDocument = gql`
    query UserById($id: ID!) {
  user(id: $id) {
    ...Person
  }
}
    ${PersonFragmentDoc}` as unknown as DocumentNode<UserByIdQuery, UserByIdQueryVariables>;
export const UserCreateDocument = gql`
    mutation UserCreate($input: UserCreateInput!) {
  userCreate(input: $input) {
    user {
      ...Person
    }
    accessData {
      ...Secrets
    }
    errors {
      ...Fault
    }
  }
}
    ${PersonFragmentDoc}
${SecretsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<UserCreateMutation, UserCreateMutationVariables>;
export const UserUpdateDocument = gql`
    mutation UserUpdate($id: ID!, $input: UserUpdateInput!) {
  userUpdate(id: $id, input: $input) {
    user {
      ...Person
    }
    errors {
      ...Fault
    }
  }
}
    ${PersonFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<UserUpdateMutation, UserUpdateMutationVariables>;
export const UserDeleteDocument = gql`
    mutation UserDelete($id: ID!) {
  userDelete(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<UserDeleteMutation, UserDeleteMutationVariables>;
export const AccessDataResetDocument = gql`
    mutation AccessDataReset($userId: ID!, $input: AccessDataResetInput!) {
  accessDataReset(userId: $userId, input: $input) {
    accessData {
      ...Secrets
    }
    errors {
      ...Fault
    }
  }
}
    ${SecretsFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<AccessDataResetMutation, AccessDataResetMutationVariables>;
export const TerminalProbeDocument = gql`
    mutation TerminalProbe($id: ID!) {
  terminalProbe(id: $id) {
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<TerminalProbeMutation, TerminalProbeMutationVariables>;
export const TerminalUnregisterDocument = gql`
    mutation TerminalUnregister($id: ID!) {
  terminalUnregister(id: $id) {
    deletedId
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<TerminalUnregisterMutation, TerminalUnregisterMutationVariables>;
export const PhoneColleaguesDocument = gql`
    subscription PhoneColleagues($since: Cursor) {
  telephones(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on TelephoneChanged {
      telephone {
        id
        state
        activity
        since
        user {
          ...Colleague
        }
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${ColleagueFragmentDoc}` as unknown as DocumentNode<PhoneColleaguesSubscription, PhoneColleaguesSubscriptionVariables>;
export const PhonePresenceDocument = gql`
    subscription PhonePresence($since: Cursor) {
  presence(since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on PresenceChanged {
      userId
      presence
      chosen
      returnsAt
    }
    ... on Removed {
      id
    }
  }
}
    ` as unknown as DocumentNode<PhonePresenceSubscription, PhonePresenceSubscriptionVariables>;
export const PhoneCallsDocument = gql`
    subscription PhoneCalls($userIds: [ID!], $since: Cursor) {
  calls(userIds: $userIds, since: $since) {
    __typename
    ... on Event {
      cursor
      at
    }
    ... on CallChanged {
      call {
        ...PhoneCall
      }
    }
    ... on Removed {
      id
    }
  }
}
    ${PhoneCallFragmentDoc}
${CallNowFragmentDoc}
${SideFragmentDoc}` as unknown as DocumentNode<PhoneCallsSubscription, PhoneCallsSubscriptionVariables>;
export const PhoneRecordsDocument = gql`
    query PhoneRecords($userId: ID!, $first: Int!, $after: Cursor) {
  callHistory(userId: $userId, first: $first, after: $after) {
    nodes {
      ...CallNow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    ${CallNowFragmentDoc}
${SideFragmentDoc}` as unknown as DocumentNode<PhoneRecordsQuery, PhoneRecordsQueryVariables>;
export const PhoneRulesDocument = gql`
    query PhoneRules {
  presenceRules {
    callClass
    presence
    treatment
    default
  }
}
    ` as unknown as DocumentNode<PhoneRulesQuery, PhoneRulesQueryVariables>;
export const PhonePresenceSetDocument = gql`
    mutation PhonePresenceSet($presence: Presence!) {
  presenceSet(presence: $presence) {
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<PhonePresenceSetMutation, PhonePresenceSetMutationVariables>;
export const PhoneDialDocument = gql`
    mutation PhoneDial($input: CallDialInput!) {
  callDial(input: $input) {
    call {
      id
    }
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<PhoneDialMutation, PhoneDialMutationVariables>;
export const ViewerDocument = gql`
    query Viewer {
  viewer {
    ...Me
  }
}
    ${MeFragmentDoc}` as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const LoginDocument = gql`
    mutation Login($input: LoginInput!) {
  login(input: $input) {
    session {
      token
      expiresAt
    }
    user {
      ...Me
    }
    errors {
      ...Fault
    }
  }
}
    ${MeFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<LoginMutation, LoginMutationVariables>;
export const LogoutDocument = gql`
    mutation Logout {
  logout {
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<LogoutMutation, LogoutMutationVariables>;
export const PasswordChangeDocument = gql`
    mutation PasswordChange($input: PasswordChangeInput!) {
  passwordChange(input: $input) {
    user {
      ...Me
    }
    errors {
      ...Fault
    }
  }
}
    ${MeFragmentDoc}
${FaultFragmentDoc}` as unknown as DocumentNode<PasswordChangeMutation, PasswordChangeMutationVariables>;
export const SecondFactorDocument = gql`
    query SecondFactor {
  secondFactor {
    enabled
    recoveryCodesLeft
  }
}
    ` as unknown as DocumentNode<SecondFactorQuery, SecondFactorQueryVariables>;
export const TotpBeginDocument = gql`
    mutation TotpBegin($input: TOTPBeginInput!) {
  totpBegin(input: $input) {
    secret
    qrCode
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<TotpBeginMutation, TotpBeginMutationVariables>;
export const TotpConfirmDocument = gql`
    mutation TotpConfirm($input: TOTPConfirmInput!) {
  totpConfirm(input: $input) {
    recoveryCodes
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<TotpConfirmMutation, TotpConfirmMutationVariables>;
export const TotpDisableDocument = gql`
    mutation TotpDisable($input: TOTPProofInput!) {
  totpDisable(input: $input) {
    secondFactor {
      enabled
    }
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<TotpDisableMutation, TotpDisableMutationVariables>;
export const TotpRecoveryCodesRenewDocument = gql`
    mutation TotpRecoveryCodesRenew($input: TOTPProofInput!) {
  totpRecoveryCodesRenew(input: $input) {
    recoveryCodes
    errors {
      ...Fault
    }
  }
}
    ${FaultFragmentDoc}` as unknown as DocumentNode<TotpRecoveryCodesRenewMutation, TotpRecoveryCodesRenewMutationVariables>;