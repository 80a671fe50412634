package call

import (
	"graphpbx/models"
	"graphpbx/sip/msg"
)

// watchHold asks after a held call from time to time. It is silent by right, so the silence of two telephones that have
// lost power would tell nothing, and nobody would ever end the call.
func (c *Call) watchHold() {
	c.manager.Wheel.Schedule(&c.hold, c.manager.Limits.Silence, func() { c.run(c.askAfter) })
}

// askAfter asks the sides whether they are there. The call ends where none says anything, as it would without hold: while one of them is there, somebody can hang up.
func (c *Call) askAfter() {
	if c.state != models.CallHeld {
		return
	}
	sides := c.sides()
	asked, lost := len(sides), 0
	for _, p := range sides {
		c.send(p.leg.Request(msg.OPTIONS), p.flow(), func(res *msg.Response) {
			if c.state != models.CallHeld || res != nil && res.StatusCode < 200 {
				return
			}
			if res == nil {
				lost++
			}
			switch asked--; {
			case res != nil && res.StatusCode == 481: // it knows no such call (RFC 3261 section 12.2.1.2)
				p.forgotten()
			case lost == len(sides):
				c.end(models.EndMediaLost, nil)
			case asked == 0:
				c.watchHold()
			}
		})
	}
}

// forgotten ends a call of which this side says that it does not know it.
func (p *party) forgotten() {
	p.over = true
	p.unregister()
	p.call.end(models.EndUnreachable, nil)
}
