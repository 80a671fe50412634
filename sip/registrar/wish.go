package registrar

import (
	"strconv"
	"strings"
	"time"

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
	if len(w.callID) > maxCallID || len(strings.Join(w.path, "")) > maxPath {
		return &refusal{status: 400, reason: "Call-ID or Path Too Long"}
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
	if !msg.IsSIP(&c.Address) || len(one.uri) > maxContact || len(one.q) > 5 {
		return one, &refusal{status: 400, reason: "Contact Must Be a SIP URI of at Most 512 Bytes"}
	}
	one.instance = msg.Unquote(c.Params.GetOr("+sip.instance", ""))
	one.regID = regID(c.Params.GetOr("reg-id", ""))
	if len(one.instance) > maxInstance {
		return one, &refusal{status: 400, reason: "Instance of at Most 128 Bytes Expected"}
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

// clip copies as much of a text as is kept, so that the rest of the message can be freed.
func clip(text string, most int) string {
	return strings.Clone(text[:min(len(text), most)])
}
