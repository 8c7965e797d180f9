package slack

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
)

// TestDownBeforeItRuns holds that an adapter that has not begun to run is known and down, so that a program is
// not ready while it starts.
func TestDownBeforeItRuns(t *testing.T) {
	t.Parallel()
	health := serving.NewHealth()
	health.Set("coverage", true)
	handler := func(context.Context, bot.Question) (bot.Reply, error) { return bot.Reply{}, nil }
	cfg := Config{BotToken: "xoxb-1", AppToken: "xapp-1"}
	if _, err := New(cfg, handler, func() *bot.Bot { return nil }, health, nil, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if ok, down := health.Ready(); ok || !slices.Equal(down, []string{adapterName}) {
		t.Errorf("ready: %v, down: %q", ok, down)
	}
}
