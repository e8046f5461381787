#include "run/serve_clients.h"

#include <algorithm>
#include <utility>

#include "attempt/trace_view.h"

namespace shakedown::run {
namespace {

using diagnosis::ServedOutcome;

constexpr size_t kMostClients = 256;

/// The client was asked and gave its answer: none.
bool Withheld(const ServedEvent& event) {
  return event.diagnosis.outcome == ServedOutcome::kNothing ||
         event.diagnosis.outcome == ServedOutcome::kEnded;
}

bool Presented(const ServedEvent& event) {
  return event.diagnosis.outcome == ServedOutcome::kPresented ||
         event.diagnosis.outcome == ServedOutcome::kUnfit;
}

/// A browser that closes to ask its user has not answered yet.
bool Undecided(const ServedEvent& event, int closed_before) {
  return event.diagnosis.outcome == ServedOutcome::kEnded && closed_before == 0 &&
         !attempt::FatalAlert(event.connection.trace, attempt::Side::kClient);
}

/// Nothing that the request could say brought a certificate: there is probably none.
void PreferNoIdentity(ServedEvent* event) {
  std::vector<diagnosis::Finding>& reasons = event->diagnosis.reasons;
  const auto none = std::ranges::find(reasons, "client.no-identity", &diagnosis::Finding::id);
  if (none == reasons.end()) return;
  none->certainty = diagnosis::Certainty::kLikely;
  none->explanation = "Every change of the request was tried, and none made a certificate come.";
  std::rotate(reasons.begin(), none, none + 1);
}

}  // namespace

ServeClients::ServeClients(std::vector<diagnosis::Variation> variations, bool vary)
    : variations_(std::move(variations)), vary_(vary) {}

size_t ServeClients::RequestFor(const std::string& client) const {
  if (!vary_) return 0;
  const auto known = clients_.find(client);
  return known == clients_.end() ? 0 : known->second.step;
}

const attempt::IdentityFacts* ServeClients::IdentityOf(const std::string& client) const {
  const auto known = clients_.find(client);
  return known == clients_.end() || !known->second.identity ? nullptr : &*known->second.identity;
}

int ServeClients::ClosedBefore(const std::string& client) const {
  const auto known = clients_.find(client);
  return known == clients_.end() ? 0 : known->second.closed;
}

ServeClients::Memory& ServeClients::Remember(const std::string& client) {
  if (clients_.size() >= kMostClients && !clients_.contains(client)) {
    clients_.erase(std::min_element(
        clients_.begin(), clients_.end(),
        [](const auto& a, const auto& b) { return a.second.seen < b.second.seen; }));
  }
  Memory& memory = clients_[client];
  memory.seen = std::chrono::steady_clock::now();
  return memory;
}

void ServeClients::Settle(Memory& memory, size_t index, ServedEvent* event) const {
  const diagnosis::Variation variation = variations_[index];
  event->settled = Settlement{variation, {}};
  event->settled->cause = diagnosis::ExplainWithheld(*memory.configured, *memory.identity,
                                                     event->diagnosis.clients, variation);
  memory.step = 0;
}

void ServeClients::GoOn(Memory& memory, size_t index, ServedEvent* event) const {
  // Connections in parallel met the same request: only the first of them counts.
  if (index == memory.step) ++memory.step;
  if (memory.step >= variations_.size()) {
    memory.step = 0;
    event->exhausted = true;
    PreferNoIdentity(event);
  }
  event->next = variations_[memory.step];
}

void ServeClients::Note(const std::string& client, size_t index, ServedEvent* event) {
  if (client.empty() || index >= variations_.size()) return;
  if (!Withheld(*event) && !Presented(*event)) return;
  Memory& memory = Remember(client);
  const bool undecided = Undecided(*event, memory.closed);
  memory.closed = undecided ? memory.closed + 1 : 0;
  const auto requests = attempt::CertificateRequests(event->connection.trace);
  if (index == 0 && !requests.empty()) memory.configured = *requests.back().request;
  if (Presented(*event)) {
    attempt::IdentityFacts identity;
    identity.name = "as presented";
    identity.present = true;
    identity.chain = event->connection.chain;
    identity.path = event->connection.path;
    memory.identity = std::move(identity);
    if (vary_ && index > 0 && memory.configured) Settle(memory, index, event);
    return;
  }
  if (vary_ && !undecided) GoOn(memory, index, event);
}

}  // namespace shakedown::run
