package discordfake_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	place := fake.Place(0, 0)
	ana := fake.Actor(fake.User(0), place)
	asked := fake.Say(ana, "hello")

	sent := accepted(t, fake, "POST", send(place), object{"content": " hi ", "message_reference": object{"message_id": asked.ID}})
	if sent.body["content"] != "hi" || sent.at("author.id") != fake.BotUser().ID || sent.at("referenced_message.id") != asked.ID || sent.body["type"] != 19.0 {
		t.Errorf("sent: %s", sent.raw)
	}
	id := fmt.Sprint(sent.body["id"])
	path := send(place) + "/" + id
	edited := accepted(t, fake, "PATCH", path, object{"content": "ho"})
	if edited.body["content"] != "ho" || edited.body["edited_timestamp"] == nil {
		t.Errorf("edited: %s", edited.raw)
	}
	if got := accepted(t, fake, "GET", path, nil); got.body["content"] != "ho" {
		t.Errorf("got: %s", got.raw)
	}
	refused(t, fake, "PATCH", path, object{"content": ""}, 400, 50006)
	accepted(t, fake, "DELETE", path, nil)
	refused(t, fake, "GET", path, nil, 404, 10008)
	if m, ok := fake.Message(id); !ok || !m.Deleted || m.Edits != 1 || m.ReferenceID != asked.ID {
		t.Errorf("kept: %+v", m)
	}
	accepted(t, fake, "POST", "channels/"+place.ChannelID+"/typing", nil)

	others := send(place) + "/" + asked.ID
	refused(t, fake, "PATCH", others, object{"content": "x"}, 403, 50005)
	refused(t, fake, "DELETE", others, nil, 403, 50013)
	refused(t, fake, "POST", "channels/1/messages", object{"content": "x"}, 404, 10003)
	refused(t, fake, "POST", send(fake.Private(fake.User(0))), object{"content": "x"}, 403, 50001)
	lost := object{"content": "x", "message_reference": object{"message_id": id}}
	expect(t, call(t, fake, "POST", send(place), lost), "message_reference")
	lost["message_reference"] = object{"message_id": id, "fail_if_not_exists": false}
	accepted(t, fake, "POST", send(place), lost)

	modern := accepted(t, fake, "POST", send(place), modern(display(3)))
	path = send(place) + "/" + fmt.Sprint(modern.body["id"])
	expect(t, call(t, fake, "PATCH", path, object{"content": "x"}), "content")
	expect(t, call(t, fake, "PATCH", path, object{"flags": 4}), "flags")
	accepted(t, fake, "PATCH", path, object{"components": []any{display(4)}})
	plain := accepted(t, fake, "POST", send(place), object{"content": "x"})
	path = send(place) + "/" + fmt.Sprint(plain.body["id"])
	expect(t, call(t, fake, "PATCH", path, object{"flags": 1 << 15, "components": []any{display(4)}}), "flags")
	accepted(t, fake, "PATCH", path, object{"flags": 1 << 15, "content": nil, "components": []any{display(4)}})
}

func TestNonce(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	place := fake.Place(0, 0)
	body := object{"content": "once", "nonce": "n-1", "enforce_nonce": true}
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			r, err := attempt(fake, "POST", send(place), body)
			if err != nil || r.status != 200 {
				t.Errorf("%v %d %s", err, r.status, r.raw)
				return
			}
			ids[i] = fmt.Sprint(r.body["id"])
		})
	}
	all.Wait()
	if slices.Sort(ids); len(slices.Compact(ids)) != 1 || len(fake.BotMessages(place.ChannelID)) != 1 {
		t.Errorf("one nonce made %d messages", len(fake.BotMessages("")))
	}
	accepted(t, fake, "POST", send(fake.Place(0, 1)), body) // another channel
	accepted(t, fake, "POST", send(place), object{"content": "x", "nonce": "n-1"})
	fake.Advance(10 * time.Minute)
	accepted(t, fake, "POST", send(place), body) // forgotten by now
	if n := len(fake.BotMessages("")); n != 4 {
		t.Errorf("%d messages, want 4", n)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	place := fake.Place(1, 2)
	body := object{"content": "x"}
	fake.Deny(place.ChannelID, discordfake.SendMessages)
	refused(t, fake, "POST", send(place), body, 403, 50013)
	refused(t, fake, "POST", "channels/"+place.ChannelID+"/typing", nil, 403, 50013)
	fake.Deny(place.ChannelID, discordfake.ViewChannel)
	refused(t, fake, "POST", send(place), body, 403, 50001)
	fake.Allow(place.ChannelID, discordfake.ViewChannel|discordfake.SendMessages)
	accepted(t, fake, "POST", send(place), body)
	fake.Deny(place.ChannelID, discordfake.EmbedLinks)
	refused(t, fake, "POST", send(place), object{"embeds": []any{object{"title": "x"}}}, 403, 50013)
	fake.Deny(place.ChannelID, discordfake.ReadMessageHistory)
	first := fake.Say(fake.Actor(fake.User(0), place), "hello")
	refused(t, fake, "POST", send(place), object{"content": "x", "message_reference": object{"message_id": first.ID}}, 400, 160002)

	ben := fake.User(1)
	opened := accepted(t, fake, "POST", "users/@me/channels", object{"recipient_id": ben.ID})
	if opened.body["id"] != fake.DM(ben).ChannelID || opened.body["type"] != 1.0 {
		t.Errorf("DM: %s", opened.raw)
	}
	accepted(t, fake, "POST", send(fake.DM(ben)), body)
	fake.RefuseDMs(ben, true)
	refused(t, fake, "POST", send(fake.DM(ben)), body, 403, 50007)
	accepted(t, fake, "POST", send(fake.DM(fake.User(2))), body)
	refused(t, fake, "POST", "users/@me/channels", object{"recipient_id": "1"}, 400, 50033)
	if n := fake.InvalidRequests(); n != 5 {
		t.Errorf("%d invalid requests, want 5", n)
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{Shards: 3, MaxConcurrency: 2, SessionStarts: 17, AllowInvalid: true})
	if me := accepted(t, fake, "GET", "users/@me", nil); me.body["id"] != fake.BotUser().ID || me.body["bot"] != true {
		t.Errorf("me: %s", me.raw)
	}
	if app := accepted(t, fake, "GET", "applications/@me", nil); app.body["id"] != fake.ApplicationID() {
		t.Errorf("application: %s", app.raw)
	}
	g := accepted(t, fake, "GET", "gateway/bot", nil)
	if g.body["shards"] != 3.0 || g.at("session_start_limit.max_concurrency") != 2.0 || g.at("session_start_limit.remaining") != 17.0 {
		t.Errorf("gateway/bot: %s", g.raw)
	}
	refused(t, fake, "GET", "no/such/route", nil, 404, 0)
	refused(t, fake, "GET", "/api/v8/users/@me", nil, 400, 50041)
	refused(t, fake, "GET", "/users/@me", nil, 404, 0)
	refused(t, fake, "PUT", "users/@me", nil, 405, 0)
	refused(t, fake, "POST", send(fake.Place(0, 0)), "{", 400, 50109)
	accepted(t, fake, "GET", "/api/v9/users/@me", nil)

	client := &http.Client{Transport: fake.Transport()}
	for _, auth := range []string{"", "Bot wrong", fake.Token(), "Bearer " + fake.Token()} {
		request, _ := http.NewRequest("GET", "https://discord.com/api/v10/users/@me", nil)
		request.Header.Set("Authorization", auth)
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != 401 {
			t.Errorf("Authorization %q: %d", auth, response.StatusCode)
		}
	}
	found := fake.Requests("GET", "users/:who")
	if len(found) != 6 || found[0].Route != "users/@me" || found[0].Status != 200 || found[5].Status != 401 {
		t.Errorf("recorded: %+v", found)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	upload := func(size int) int {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, _ := form.CreateFormField("payload_json")
		_, _ = part.Write([]byte(`{"content":"see"}`))
		file, _ := form.CreateFormFile("files[0]", "a.txt")
		_, _ = file.Write(bytes.Repeat([]byte("x"), size))
		_ = form.Close()
		request, _ := http.NewRequest("POST", "https://discord.com/api/v10/"+send(fake.Place(0, 0)), &body)
		request.Header.Set("Authorization", "Bot "+fake.Token())
		request.Header.Set("Content-Type", form.FormDataContentType())
		response, err := (&http.Client{Transport: fake.Transport()}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	if status := upload(10); status != 200 {
		t.Errorf("upload: %d", status)
	}
	if m := fake.BotMessages("")[0]; m.Content != "see" || len(m.Attachments) != 1 || m.Attachments[0].Size != 10 || m.Attachments[0].Filename != "a.txt" {
		t.Errorf("message: %+v", m)
	}
	if status := upload(10<<20 + 1); status != 413 {
		t.Errorf("too large an upload: %d", status)
	}
}

func TestPinged(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	place := fake.Place(0, 0)
	ana, ben := fake.User(0), fake.User(1)
	asked := fake.Say(fake.Actor(ana, place), "hello")
	all := "<@" + ben.ID + "> <@&42> @everyone"
	reply := object{"message_id": asked.ID}
	tests := []struct {
		name string
		body object
		want discordfake.Pings
	}{
		{"nothing said", object{"content": all}, discordfake.Pings{Everyone: true, Users: []string{ben.ID}, Roles: []string{"42"}}},
		{"text display", modern(object{"type": 10, "content": all}), discordfake.Pings{Everyone: true, Users: []string{ben.ID}, Roles: []string{"42"}}},
		{"embed", object{"embeds": []any{object{"description": all}}}, discordfake.Pings{}},
		{"parse none", object{"content": all, "allowed_mentions": object{"parse": []string{}}}, discordfake.Pings{}},
		{"parse users", object{"content": all, "allowed_mentions": object{"parse": []string{"users"}}}, discordfake.Pings{Users: []string{ben.ID}}},
		{"listed", object{"content": all, "allowed_mentions": object{"users": []string{ana.ID}, "roles": []string{"42"}}}, discordfake.Pings{Roles: []string{"42"}}},
		{"reply", object{"content": "x", "message_reference": reply}, discordfake.Pings{Users: []string{ana.ID}}},
		{"reply without", object{"content": "x", "message_reference": reply, "allowed_mentions": object{"parse": []string{}}}, discordfake.Pings{}},
		{"reply with", object{"content": "x", "message_reference": reply, "allowed_mentions": object{"replied_user": true}}, discordfake.Pings{Users: []string{ana.ID}}},
		{"with a nickname", object{"content": "<@!" + ben.ID + ">"}, discordfake.Pings{Users: []string{ben.ID}}},
	}
	for _, test := range tests {
		r := accepted(t, fake, "POST", send(place), test.body)
		m, _ := fake.Message(fmt.Sprint(r.body["id"]))
		if got := fake.Pinged(m); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
	i := fake.Slash(fake.Actor(ana, place), "ask")
	accepted(t, fake, "POST", callbackPath(i), object{"type": 4, "data": object{"content": all}})
	m, _ := i.Reply()
	if got := fake.Pinged(m); fmt.Sprint(got) != fmt.Sprint(discordfake.Pings{Users: []string{ben.ID}}) {
		t.Errorf("reply to an interaction: %+v", got)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{ChannelPerFiveSeconds: 2})
	body := object{"content": "x"}
	accepted(t, fake, "POST", send(fake.Place(0, 0)), body)
	accepted(t, fake, "POST", send(fake.Place(0, 0)), body)
	accepted(t, fake, "POST", send(fake.Place(0, 1)), body)
	limited := call(t, fake, "POST", send(fake.Place(0, 0)), body)
	if limited.status != 429 || limited.body["retry_after"] == nil || limited.header.Get("Retry-After") == "" || limited.header.Get("X-RateLimit-Scope") != "user" {
		t.Errorf("%d %s %v", limited.status, limited.raw, limited.header)
	}
	global := discordfake.New(t, discordfake.Options{GlobalPerSecond: 1})
	i := global.Slash(global.Actor(global.User(0), global.Place(0, 0)), "ask")
	var last result
	for range 3 {
		last = call(t, global, "GET", "users/@me", nil)
	}
	if last.status != 429 || last.body["global"] != true || last.header.Get("X-RateLimit-Reset-After") != "" {
		t.Errorf("%d %s %v", last.status, last.raw, last.header)
	}
	accepted(t, global, "POST", callbackPath(i), object{"type": 5}) // exempt
}
