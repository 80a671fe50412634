package registrar

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// Bounds of what is kept of a device, far above what devices send.
const (
	maxContact   = 512 // bytes of a contact URI
	maxInstance  = 128
	maxCallID    = 256
	maxPath      = 1024 // bytes of all Path values
	maxUserAgent = 160  // the rest is cut off
)

// wish is what a REGISTER asks for.
type wish struct {
	account   models.Account
	flow      flow.Flow
	callID    string
	cseq      uint32
	userAgent string
	path      []string
	contacts  []contact
	all       bool // remove everything: Contact: *
	look      bool // change nothing, only tell what there is
}

// contact is one device that a REGISTER names.
type contact struct {
	uri      string
	instance string
	regID    int
	q        string
	expires  time.Duration // 0 to remove it
}

// read reads the wish of a request, or refuses it.
func (r *Registrar) read(req *msg.Request, w *wish) *refusal {
	w.callID, w.cseq = msg.CallID(req), msg.Sequence(req)
	w.userAgent = clip(msg.Value(req, "User-Agent"), maxUserAgent)
	w.path = msg.List(req, "Path")
	if path := strings.Join(w.path, ""); len(w.callID) > maxCallID || len(path) > maxPath || !isText(w.callID+path) {
		return &refusal{status: 400, reason: "Call-ID and Path Must Be Text of at Most 256 and 1024 Bytes"}
	}
	header := wished(msg.Value(req, "Expires"), hasHeader(req, "Expires"))
	contacts := msg.Contacts(req)
	for _, c := range contacts {
		if c.Address.Wildcard {
			// RFC 3261 section 10.2.2: only alone, and only to remove
			if len(contacts) != 1 || header != 0 {
				return &refusal{status: 400, reason: "Contact * Needs Expires 0 and No Other Contact"}
			}
			w.all = true
			return nil
		}
		one, refused := r.readContact(c, header)
		if refused != nil {
			return refused
		}
		w.contacts = append(w.contacts, one)
	}
	return nil
}

func (r *Registrar) readContact(c *msg.ContactHeader, header int64) (contact, *refusal) {
	one := contact{uri: msg.FormatURI(&c.Address), q: c.Params.GetOr("q", "")}
	if !msg.IsSIP(&c.Address) || len(one.uri) > maxContact || len(one.q) > 5 || !isText(one.uri) {
		return one, &refusal{status: 400, reason: "Contact Must Be a SIP URI of at Most 512 Bytes"}
	}
	one.instance = msg.Unquote(c.Params.GetOr("+sip.instance", ""))
	one.regID = regID(c.Params.GetOr("reg-id", ""))
	if len(one.instance) > maxInstance || !isText(one.instance) {
		return one, &refusal{status: 400, reason: "Instance Must Be Text of at Most 128 Bytes"}
	}
	seconds := header
	if own, ok := c.Params.Get("expires"); ok {
		seconds = wished(own, true)
	}
	granted, ok := r.config.granted(seconds)
	if !ok {
		least := strconv.Itoa(int(r.config.MinExpires / time.Second))
		return one, &refusal{423, "", []msg.Header{msg.NewHeader("Min-Expires", least)}}
	}
	one.expires = granted
	return one, nil
}

// wished reads a number of seconds; -1 means no wish, also where it cannot be read (RFC 3261 section 10.2.1.1 would
// have it count as an hour, which is the default here).
func wished(text string, there bool) int64 {
	seconds, err := strconv.ParseUint(text, 10, 64)
	switch {
	case !there, err != nil && !isDigits(text):
		return -1
	case err != nil || seconds > 1<<32-1: // RFC 3261 section 20.19 knows nothing longer
		return 1<<32 - 1
	}
	return int64(seconds)
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// regID reads a reg-id; one that is not 1 to 99 is none, no device has that many flows (RFC 5626 section 4.2).
func regID(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 99 {
		return 0
	}
	return n
}

func hasHeader(req *msg.Request, name string) bool { return len(msg.Values(req, name)) > 0 }

// clip copies as much of a text as is kept, so that the rest of the message can be freed, without what is no text.
func clip(text string, most int) string {
	text = strings.ToValidUTF8(text[:min(len(text), most)], "")
	return strings.Clone(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text))
}

// isText tells whether a value is UTF-8 without control characters. What is kept goes to browsers and databases, which
// refuse anything else, and with it all that other devices have to say.
func isText(value string) bool {
	return utf8.ValidString(value) && !strings.ContainsFunc(value, unicode.IsControl)
}
