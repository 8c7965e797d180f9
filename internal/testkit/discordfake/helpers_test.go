package discordfake_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"

	"github.com/gorilla/websocket"
)

// result is an answer of the REST API.
type result struct {
	status int
	header http.Header
	raw    []byte
	body   map[string]any
}

func (r result) code() int {
	code, _ := r.body["code"].(float64)
	return int(code)
}

// at walks the body by a path of names with dots.
func (r result) at(path string) any {
	var at any = r.body
	for name := range strings.SplitSeq(path, ".") {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	return at
}

// attempt makes a request with the bot's token, of version 10 unless the path begins with a slash. A body that is no string is sent as JSON.
func attempt(fake *discordfake.Fake, method, path string, body any) (result, error) {
	data, isText := body.(string)
	if !isText && body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return result{}, err
		}
		data = string(encoded)
	}
	if !strings.HasPrefix(path, "/") {
		path = "/api/v10/" + path
	}
	request, err := http.NewRequest(method, "https://discord.com"+path, strings.NewReader(data))
	if err != nil {
		return result{}, err
	}
	request.Header.Set("Authorization", "Bot "+fake.Token())
	request.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: fake.Transport(), Timeout: 5 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return result{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	r := result{status: response.StatusCode, header: response.Header, raw: raw}
	if bytes.HasPrefix(raw, []byte("{")) {
		if err := json.Unmarshal(raw, &r.body); err != nil {
			return r, err
		}
	}
	return r, err
}

func call(t *testing.T, fake *discordfake.Fake, method, path string, body any) result {
	t.Helper()
	r, err := attempt(fake, method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

// refused calls and expects an error of Discord's.
func refused(t *testing.T, fake *discordfake.Fake, method, path string, body any, status, code int) result {
	t.Helper()
	r := call(t, fake, method, path, body)
	if r.status != status || r.code() != code {
		t.Errorf("%s %s: %d %s, want %d with code %d", method, path, r.status, r.raw, status, code)
	}
	return r
}

// accepted calls and expects a status of success.
func accepted(t *testing.T, fake *discordfake.Fake, method, path string, body any) result {
	t.Helper()
	r := call(t, fake, method, path, body)
	if r.status/100 != 2 {
		t.Fatalf("%s %s: %d %s", method, path, r.status, r.raw)
	}
	return r
}

func send(place discordfake.Place) string { return "channels/" + place.ChannelID + "/messages" }

func callbackPath(i *discordfake.Interaction) string {
	return "interactions/" + i.ID() + "/" + i.Token() + "/callback"
}

func webhookPath(fake *discordfake.Fake, i *discordfake.Interaction) string {
	return "webhooks/" + fake.ApplicationID() + "/" + i.Token()
}

type object = map[string]any

// gatewayFrame is a frame from the gateway.
type gatewayFrame struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

// rawClient is a gateway client without habits of its own: it does not even send heartbeats.
type rawClient struct {
	t    *testing.T
	fake *discordfake.Fake
	ws   *websocket.Conn
}

// dial connects and reads HELLO.
func dial(t *testing.T, fake *discordfake.Fake) *rawClient {
	t.Helper()
	r := call(t, fake, "GET", "gateway", nil)
	return dialURL(t, fake, fmt.Sprint(r.body["url"])+"?v=10&encoding=json")
}

func dialURL(t *testing.T, fake *discordfake.Fake, url string) *rawClient {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	c := &rawClient{t, fake, ws}
	if f := c.next(); f.Op != 10 {
		t.Fatalf("first frame: %+v", f)
	}
	return c
}

func (c *rawClient) send(op int, data any) {
	c.t.Helper()
	if err := c.ws.WriteJSON(object{"op": op, "d": data}); err != nil {
		c.t.Fatal(err)
	}
}

// next reads a frame.
func (c *rawClient) next() gatewayFrame {
	c.t.Helper()
	var f gatewayFrame
	_ = c.ws.SetReadDeadline(time.Now().Add(patience))
	if err := c.ws.ReadJSON(&f); err != nil {
		c.t.Fatalf("read: %v", err)
	}
	return f
}

// until reads frames until one of the type and returns it.
func (c *rawClient) until(event string) gatewayFrame {
	c.t.Helper()
	for {
		if f := c.next(); f.Type == event {
			return f
		}
	}
}

// silent says whether no frame comes for a while. The connection cannot be read after it.
func (c *rawClient) silent(d time.Duration) bool {
	_ = c.ws.SetReadDeadline(time.Now().Add(d))
	_, _, err := c.ws.ReadMessage()
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// closed reads until the connection ends and returns the close code.
func (c *rawClient) closed() int {
	c.t.Helper()
	for {
		_ = c.ws.SetReadDeadline(time.Now().Add(patience))
		_, _, err := c.ws.ReadMessage()
		if frame, ok := errors.AsType[*websocket.CloseError](err); ok {
			return frame.Code
		}
		if err != nil {
			return 0
		}
	}
}

// close ends the connection with a code and waits until the fake has noticed.
func (c *rawClient) close(code int) {
	c.t.Helper()
	n := len(c.fake.Closes())
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	if _, err := c.fake.WaitCloses(n+1, patience); err != nil {
		c.t.Fatal(err)
	}
	_ = c.ws.Close()
}

const usualIntents = discordfake.IntentGuilds | discordfake.IntentGuildMessages | discordfake.IntentDirectMessages

func identity(fake *discordfake.Fake, intents int) object {
	return object{"token": fake.Token(), "intents": intents, "properties": object{"os": "linux", "browser": "test", "device": "test"}}
}

// ready identifies and returns the session id, with the events up to the last GUILD_CREATE read.
func (c *rawClient) ready(intents int) (sessionID string, seq int64) {
	c.t.Helper()
	c.send(2, identity(c.fake, intents))
	f := c.until("READY")
	var d struct {
		SessionID string `json:"session_id"`
	}
	if err := json.Unmarshal(f.Data, &d); err != nil {
		c.t.Fatal(err)
	}
	if intents&discordfake.IntentGuilds != 0 {
		for range c.fake.Guilds() {
			f = c.until("GUILD_CREATE")
		}
	}
	return d.SessionID, f.Seq
}

func (c *rawClient) resume(sessionID string, seq int64) {
	c.t.Helper()
	c.send(6, object{"token": "Bot " + c.fake.Token(), "session_id": sessionID, "seq": seq})
}

func content(t *testing.T, f gatewayFrame) string {
	t.Helper()
	var d struct {
		Content string `json:"content"`
	}
	if err := json.Unmarshal(f.Data, &d); err != nil {
		t.Fatal(err)
	}
	return d.Content
}
