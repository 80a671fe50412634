package phone

import (
	"crypto/rand"
	"encoding/hex"

	"graphpbx/sip/digest"
	"graphpbx/sip/msg"
)

// authority answers challenges, and goes on using one for as long as the switchboard takes it: that saves a round
// trip for each request.
type authority struct {
	challenge digest.Challenge
	header    string // Authorization or Proxy-Authorization; empty before the first challenge
	cnonce    string
	count     uint32
}

// learn takes the strongest challenge of a 401 or 407 that it can answer.
func (a *authority) learn(res *msg.Response) bool {
	question, header := "WWW-Authenticate", "Authorization"
	if res.StatusCode == 407 {
		question, header = "Proxy-Authenticate", "Proxy-Authorization"
	}
	var best digest.Challenge
	for _, value := range msg.Values(res, question) {
		if c, err := digest.ParseChallenge(value); err == nil && c.Algorithm > best.Algorithm {
			best = c
		}
	}
	if best.Algorithm == 0 {
		return false
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand, Go 1.24)
	*a = authority{challenge: best, header: header, cnonce: hex.EncodeToString(random[:])}
	return true
}

// sign adds the answer to a request, where there is a challenge to answer.
func (a *authority) sign(req *msg.Request, username, password string) {
	if a.header == "" || password == "" {
		return
	}
	a.count++
	uri := msg.FormatURI(&req.Recipient)
	req.AppendHeader(msg.NewHeader(a.header, a.challenge.Answer(string(req.Method), uri, username, password, a.cnonce, a.count)))
}
