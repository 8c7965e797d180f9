package discord

import (
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// gatewayFault is something that goes wrong with the gateway connection.
type gatewayFault struct {
	name   string
	inject func(f *discordfake.Fake)
	fake   discordfake.Options
	timing func(*timing)
	// fresh says that the session is lost, and with it what is asked while the connection is down. Else it
	// is resumed, and everything is answered.
	fresh   bool
	resumes int // at least
}

// TestGatewayFaults holds, for every fault that takes the connection down, that readiness goes red and
// comes back, that the session is resumed where it may be and only there, and that each question asked
// before, meanwhile and afterwards gets one reply.
func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	beats := discordfake.Options{HeartbeatInterval: 800 * time.Millisecond}
	quickly := func(t *timing) { t.link.handshake = 700 * time.Millisecond }
	code := func(n int) func(f *discordfake.Fake) { return func(f *discordfake.Fake) { f.CloseCode(n) } }
	first := func(script func(f *discordfake.Fake), then func(f *discordfake.Fake)) func(f *discordfake.Fake) {
		return func(f *discordfake.Fake) { script(f); then(f) }
	}
	drop := func(f *discordfake.Fake) { f.DropTCP() }
	end := func(f *discordfake.Fake) { f.InvalidSession(false) }
	silent := func(f *discordfake.Fake) { f.NoReady(1) }
	rows := []gatewayFault{
		{name: "dropped TCP", inject: drop, resumes: 1},
		{name: "half-open", inject: func(f *discordfake.Fake) { f.HalfOpen() }, fake: beats, resumes: 1},
		{name: "missed heartbeat acks", inject: func(f *discordfake.Fake) { f.StopAcks() }, fake: beats, resumes: 1},
		{name: "op 7", inject: func(f *discordfake.Fake) { f.Op7() }, resumes: 1},
		{name: "op 7 right after RESUME", inject: first(func(f *discordfake.Fake) { f.Op7AfterResume(1) }, drop), resumes: 2},
		{name: "op 7 right after RESUME, twice", inject: first(func(f *discordfake.Fake) { f.Op7AfterResume(2) }, func(f *discordfake.Fake) { f.Op7() }), resumes: 3},
		{name: "op 9, resumable", inject: func(f *discordfake.Fake) { f.InvalidSession(true) }, resumes: 1},
		{name: "op 9, not resumable", inject: end, fresh: true},
		{name: "op 9 in answer to RESUME", inject: first(drop, func(f *discordfake.Fake) { f.ExpireSessions() }), fresh: true, resumes: 1},
		{name: "no RESUMED", inject: first(silent, drop), timing: quickly, resumes: 2},
		{name: "no RESUMED, again and again", inject: first(func(f *discordfake.Fake) { f.NoReady(resumesMost) }, drop), timing: quickly, fresh: true, resumes: resumesMost},
		{name: "no READY", inject: first(silent, end), timing: quickly, fresh: true},
		{name: "refused dials", inject: first(func(f *discordfake.Fake) { f.RefuseDials(4) }, drop), resumes: 1},
		{name: "refused dials, and a new session", inject: first(func(f *discordfake.Fake) { f.RefuseDials(4) }, end), fresh: true},
		{name: "close 1000", inject: code(1000), resumes: 1},
		{name: "close 1001", inject: code(1001), resumes: 1},
		{name: "close 1012", inject: code(1012), resumes: 1},
		{name: "close 4000", inject: code(4000), resumes: 1},
		{name: "close 4001", inject: code(4001), resumes: 1},
		{name: "close 4002", inject: code(4002), resumes: 1},
		{name: "close 4005", inject: code(4005), resumes: 1},
		{name: "close 4007", inject: code(4007), fresh: true},
		{name: "close 4008", inject: code(4008), resumes: 1},
		{name: "close 4009", inject: code(4009), fresh: true},
		{name: "close 4003", inject: code(4003), fresh: true},
	}
	abreast(t, rows, func(row *gatewayFault) string { return row.name }, func(t *testing.T, row *gatewayFault) {
		q := inquire(t, setup{fake: row.fake, timing: row.timing})
		row.inject(q.fake)
		q.ready(false)
		if q.logs.holds("connection to Discord lost") { // which is a second later, for discordgo sleeps
			t.Error("it was ready while the connection was down")
		}
		if !row.fresh {
			q.ask()
		}
		if row.fresh {
			if _, err := q.fake.WaitIdentifies(2, atMost); err != nil {
				t.Fatal(err)
			}
		}
		q.ready(true)
		q.ask()
		q.answered()
		q.reconnected(row)
	})
}

// reconnected wants the connection made again as the fault allows.
func (q *inquiry) reconnected(row *gatewayFault) {
	q.t.Helper()
	if got := len(q.fake.Identifies()); !row.fresh && got != 1 || row.fresh && got < 2 {
		q.t.Errorf("%d identifications", got)
	}
	resumes := q.fake.Resumes()
	if got := len(resumes); got < row.resumes || row.resumes == 0 && got > 0 {
		q.t.Errorf("%d resumes, want at least %d", got, row.resumes)
	}
	if len(resumes) > 0 && row.resumes == 1 && q.fake.RefusedDials() == 0 && resumes[0].Path != "/resume-socket" {
		q.t.Errorf("resumed at %s, which is not where Discord wants it", resumes[0].Path)
	}
	for _, c := range q.fake.Closes() {
		if c.ByClient && (c.Code == 1000 || c.Code == 1001) {
			q.t.Error("the bot itself ended a session that may be resumed")
		}
	}
}
