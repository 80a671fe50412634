package console

import (
	"context"
	"errors"
	"fmt"
	"time"

	"graphpbx/testrig/phone"
)

// run registers, does what the flags ask for and takes its leave.
func (o *options) run(ctx context.Context, n *narrator) error {
	cfg, err := o.config(n)
	if err != nil {
		return err
	}
	soon, cancel := context.WithTimeout(ctx, registerTime)
	defer cancel()
	p, err := phone.Start(soon, cfg)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Register(soon); err != nil {
		if ctx.Err() != nil {
			return nil // Ctrl-C
		}
		return advise(err)
	}
	<-n.registered // said before anything else is
	if o.dial == "" {
		o.wait(ctx, p, n)
		return nil
	}
	return o.call(ctx, p, n)
}

// advise adds what to do about a wrong password here.
func advise(err error) error {
	var failure *phone.Failure
	if errors.As(err, &failure) && failure.Cause == phone.WrongPassword {
		return fmt.Errorf("wrong password: %w with: graphpbx user passwd %s", err, failure.Username)
	}
	return err
}

// wait takes calls until the time is over, and says what they sound like.
func (o *options) wait(ctx context.Context, p *phone.Phone, n *narrator) {
	if o.length > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.length)
		defer cancel()
	}
	n.say(line{Event: "waiting", User: p.Username(), Answers: o.answer})
	n.listen(ctx, p, nil)
}

// call dials and talks. That nobody picks up is a failure; that somebody hangs up is not.
func (o *options) call(ctx context.Context, p *phone.Phone, n *narrator) error {
	n.say(line{Event: "calling", User: p.Username(), Number: o.dial})
	c, err := p.Dial(o.dial)
	if err != nil {
		return err
	}
	if err := c.Await(ctx, phone.Connected); err != nil {
		if ctx.Err() != nil {
			return nil // Ctrl-C; Close takes the call back
		}
		end, _ := c.End()
		return errors.New(refused(o.dial, end))
	}
	length := o.length
	if length == 0 {
		length = talkTime
	}
	talk, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	n.listen(talk, p, c.Done())
	return c.Hangup()
}

// listen says once a second what is new to be heard in the calls of the telephone, until ctx ends or done is closed.
func (n *narrator) listen(ctx context.Context, p *phone.Phone, done <-chan struct{}) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-done:
			return
		case <-ticker.C:
			for _, c := range p.Calls() {
				n.hears(c)
			}
		}
	}
}
