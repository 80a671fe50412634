package bench

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
)

// registerLoad keeps a window of users busy, each with a REGISTER that is challenged and one that is answered with 200.
type registerLoad struct {
	from, to int // users
	password func(user int) string
	packets  *ipv4.PacketConn
	conn     *net.UDPConn
	server   net.Addr
	sequence []int // CSeq of each user
	in, out  []ipv4.Message
	buffers  [][]byte
	branch   int
	next     int
	busy     bool
}

// loadWindow is how many users are busy at once.
const loadWindow = 256

// registered is what a load came to.
type registered struct {
	pairs  int // REGISTERs answered with 200 after their challenge
	probes int // OPTIONS that were answered
	stalls int // times that the whole window was lost
	other  int // answers of another kind
	took   time.Duration
}

func newRegisterLoad(t *testing.T, server string, password func(int) string) *registerLoad {
	t.Helper()
	address, err := net.ResolveUDPAddr("udp4", server)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetReadBuffer(4 << 20)
	l := &registerLoad{
		password: password, conn: conn, packets: ipv4.NewPacketConn(conn), in: make([]ipv4.Message, 128),
		server: address, sequence: make([]int, allUsers), buffers: make([][]byte, 3*loadWindow),
	}
	for i := range l.in {
		l.in[i].Buffers = [][]byte{make([]byte, 4096)}
	}
	return l
}

// run loads the server until enough pairs are done or the time is over.
func (l *registerLoad) run(pairs int, limit time.Duration) (r registered, err error) {
	l.busy = true
	begin := time.Now()
	l.fill()
	for r.pairs < pairs && time.Since(begin) < limit && err == nil {
		if err = l.turn(300*time.Millisecond, &r); errors.Is(err, os.ErrDeadlineExceeded) {
			err = nil
			r.stalls++
			l.fill()
		}
	}
	r.took = time.Since(begin)
	return r, err
}

// listen begins nothing more and answers probes.
func (l *registerLoad) listen(length time.Duration) (r registered, err error) {
	l.busy = false
	begin := time.Now()
	for time.Since(begin) < length && err == nil {
		if err = l.turn(20*time.Millisecond, &r); errors.Is(err, os.ErrDeadlineExceeded) {
			err = nil
		}
	}
	r.took = time.Since(begin)
	return r, err
}

// turn sends what is to be sent and reads what has come.
func (l *registerLoad) turn(patience time.Duration, r *registered) error {
	if err := l.flush(); err != nil {
		return err
	}
	_ = l.conn.SetReadDeadline(time.Now().Add(patience))
	n, err := l.packets.ReadBatch(l.in, 0)
	if err != nil {
		return err
	}
	for i := range n {
		l.answer(l.in[i].Buffers[0][:l.in[i].N], r)
	}
	return nil
}

func (l *registerLoad) fill() {
	for range loadWindow {
		l.start()
	}
}

func (l *registerLoad) start() {
	if l.busy {
		l.add(l.next, "", "")
		if l.next++; l.next == l.to {
			l.next = l.from
		}
	}
}

func (l *registerLoad) answer(text []byte, r *registered) {
	switch {
	case bytes.HasPrefix(text, []byte("SIP/2.0 401")):
		// Several challenges may stand in the answer; the load speaks MD5.
		challenge := text
		if at := bytes.Index(text, []byte("algorithm=MD5")); at >= 0 {
			line := bytes.LastIndexByte(text[:at], '\n') + 1
			challenge = text[line:]
		}
		l.add(userOf(text), quoted(challenge, "realm"), quoted(challenge, "nonce"))
	case bytes.HasPrefix(text, []byte("SIP/2.0 200")):
		r.pairs++
		l.start()
	case isOptions(text):
		r.probes++
		k := l.room()
		l.send(k, appendOptionsAnswer(l.buffers[k][:0], text))
	default:
		r.other++
		l.start()
	}
}

func userOf(text []byte) int {
	at := bytes.Index(text, []byte("<sip:u")) + 6
	n, _ := strconv.Atoi(string(text[at : at+5]))
	return n
}

func quoted(text []byte, name string) string {
	at := bytes.Index(text, []byte(name+`="`))
	if at < 0 {
		return ""
	}
	rest := text[at+len(name)+2:]
	return string(rest[:bytes.IndexByte(rest, '"')])
}

func (l *registerLoad) add(user int, realm, nonce string) {
	l.sequence[user]++
	l.branch++
	k := l.room()
	name := userName(user)
	b := fmt.Appendf(l.buffers[k][:0], "REGISTER sip:bench SIP/2.0\r\nVia: SIP/2.0/UDP %s;rport;branch=z9hG4bK%x\r\nMax-Forwards: 70\r\n"+
		"From: <sip:%s@bench>;tag=t1\r\nTo: <sip:%s@bench>\r\nCall-ID: c-%s\r\nCSeq: %d REGISTER\r\n"+
		"Contact: <sip:%s@%s>\r\nExpires: 3600\r\nUser-Agent: Yealink SIP-T46S 66.85.0.5\r\n"+
		"Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, NOTIFY, REFER, MESSAGE\r\n",
		l.conn.LocalAddr(), l.branch, name, name, name, l.sequence[user], name, l.conn.LocalAddr())
	if nonce != "" {
		b = fmt.Appendf(b, "Authorization: Digest username=\"%s\",realm=\"%s\",cnonce=\"abcdef12\",nc=00000001,qop=auth,"+
			"uri=\"sip:bench\",nonce=\"%s\",response=\"%s\",algorithm=MD5\r\n", name, realm, nonce, l.digest(user, realm, nonce))
	}
	l.send(k, append(b, "Content-Length: 0\r\n\r\n"...))
}

// room returns the buffer of the next packet.
func (l *registerLoad) room() int {
	k := len(l.out)
	if k == len(l.buffers) {
		l.buffers = append(l.buffers, nil)
	}
	return k
}

func (l *registerLoad) send(buffer int, packet []byte) {
	l.buffers[buffer] = packet
	l.out = append(l.out, ipv4.Message{Buffers: [][]byte{packet}, Addr: l.server})
}

func (l *registerLoad) digest(user int, realm, nonce string) string {
	first := md5hex(userName(user) + ":" + realm + ":" + l.password(user))
	return md5hex(first + ":" + nonce + ":00000001:abcdef12:auth:" + md5hex("REGISTER:sip:bench"))
}

func (l *registerLoad) flush() error {
	for messages := l.out; len(messages) > 0; {
		n, err := l.packets.WriteBatch(messages, 0)
		if err != nil {
			return err
		}
		messages = messages[n:]
	}
	l.out = l.out[:0]
	return nil
}

func md5hex(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func userName(user int) string { return fmt.Sprintf("u%05d", user) }
