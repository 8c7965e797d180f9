package discordfake

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestAnswers holds what the fake itself says against Discord's schema, so that a client cannot come
// to rely on something that Discord does not say.
func TestAnswers(t *testing.T) {
	t.Parallel()
	path, err := schemaFile()
	if err != nil {
		t.Skip(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("discord.json", doc); err != nil {
		t.Fatal(err)
	}
	fits := func(name string, answer []byte) {
		t.Helper()
		schema, err := compiler.Compile("discord.json#/components/schemas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, answer)
			return
		}
		if list, ok := value.([]any); ok {
			value = list[0]
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v\n%s", name, err, answer)
		}
	}

	f := New(t, Options{})
	ask := func(name, method, path, body string) {
		t.Helper()
		request, err := http.NewRequest(method, f.URL()+"/api/v10/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bot "+botToken)
		response, err := f.client.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode == 204 {
			return
		}
		fits(name, answer)
	}
	callback := func(i *Interaction) string {
		return "interactions/" + i.id + "/" + i.token + "/callback?with_response=true"
	}
	original := func(i *Interaction) string {
		return "webhooks/" + applicationID + "/" + i.token + "/messages/@original"
	}

	ana := f.Actor(f.User(0), f.Place(0, 0))
	asked := f.Say(ana, "hello", Attach("a.png", "image/png", 10))
	send := "channels/" + ana.Place.ChannelID + "/messages"
	ask("UserPIIResponse", "GET", "users/@me", "")
	ask("PrivateApplicationResponse", "GET", "applications/@me", "")
	ask("GatewayResponse", "GET", "gateway", "")
	ask("GatewayBotResponse", "GET", "gateway/bot", "")
	ask("PrivateChannelResponse", "POST", "users/@me/channels", `{"recipient_id":"`+f.User(0).ID+`"}`)
	ask("GuildChannelResponse", "GET", "channels/"+ana.Place.ChannelID, "")
	ask("ErrorResponse", "GET", "channels/1", "")
	ask("MessageResponse", "GET", send+"/"+asked.ID, "")
	ask("MessageResponse", "POST", send, `{"content":"x","message_reference":{"message_id":"`+asked.ID+`"},"nonce":"n"}`)
	ask("MessageResponse", "POST", send, `{"embeds":[{"title":"x","fields":[{"name":"n","value":"v"}]}],"components":[
		{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"x"},{"type":2,"style":5,"label":"x","url":"https://example.org"}]},
		{"type":1,"components":[{"type":3,"custom_id":"m","options":[{"label":"a","value":"a"}]}]}]}`)
	ask("MessageResponse", "POST", send, `{"flags":32768,"components":[
		{"type":17,"components":[{"type":10,"id":1,"content":"x"},{"type":14},
			{"type":9,"components":[{"type":10,"content":"y"}],"accessory":{"type":11,"media":{"url":"https://example.org/a.png"}}},
			{"type":12,"items":[{"media":{"url":"https://example.org/a.png"}}]},
			{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"x"}]}]}]}`)
	ask("ApplicationCommandResponse", "PUT", "applications/"+applicationID+"/commands", `[{"name":"ask","description":"d","contexts":[0,1,2],
		"options":[{"type":3,"name":"q","description":"d","autocomplete":true}]}]`)

	slash := f.Slash(ana, "ask")
	ask("InteractionCallbackResponse", "POST", callback(slash), `{"type":4,"data":{"content":"x","flags":64,"components":[{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"x"}]}]}}`)
	ask("MessageResponse", "PATCH", original(slash), `{"content":"y"}`)
	ask("MessageResponse", "POST", "webhooks/"+applicationID+"/"+slash.token, `{"content":"more"}`)
	press := f.Press(ana, slash, "x")
	ask("InteractionCallbackResponse", "POST", callback(press), `{"type":7,"data":{"content":"z"}}`)
	press = f.Press(ana, slash, "x")
	ask("InteractionCallbackResponse", "POST", callback(press), `{"type":4,"data":{"content":"shared"}}`)
	ask("MessageResponse", "GET", original(press), "")
	typing := f.Autocomplete(ana, "ask", String("q", "w"))
	ask("InteractionCallbackResponse", "POST", callback(typing), `{"type":8,"data":{"choices":[]}}`)
	deferred := f.Slash(ana, "ask")
	ask("InteractionCallbackResponse", "POST", callback(deferred), `{"type":5}`)
	ask("MessageResponse", "GET", original(deferred), "")
	modal := f.Slash(ana, "ask")
	ask("InteractionCallbackResponse", "POST", callback(modal), `{"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":1,"components":[{"type":4,"custom_id":"q","label":"l","style":1}]}]}}`)
	submitted := f.Submit(ana, modal, map[string]string{"q": "who?"})
	ask("InteractionCallbackResponse", "POST", callback(submitted), `{"type":4,"data":{"content":"x"}}`)
	ask("MessageResponse", "GET", original(submitted), "")
}
