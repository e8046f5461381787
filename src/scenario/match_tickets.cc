#include "scenario/match_tickets.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/clock.h"
#include "tls/new_session_ticket.h"

namespace shakedown::scenario {
namespace {

using std::chrono::seconds;

/// What the server said of the lifetimes of the tickets it gave. In TLS 1.2 a lifetime of 0 is left
/// open (RFC 5077 section 3.3) and not among them.
std::vector<seconds> Lifetimes(const attempt::HandshakeTrace& trace) {
  std::vector<seconds> lifetimes;
  for (const attempt::Event& event : trace.events) {
    const auto* message = std::get_if<attempt::Message>(&event.body);
    if (message == nullptr) continue;
    const auto* ticket = std::get_if<tls::NewSessionTicket>(&message->body);
    if (ticket != nullptr && ticket->lifetime_seconds > 0) {
      lifetimes.emplace_back(ticket->lifetime_seconds);
    }
  }
  return lifetimes;
}

std::optional<seconds> Longest(const std::vector<seconds>& lifetimes) {
  const auto found = std::max_element(lifetimes.begin(), lifetimes.end());
  return found == lifetimes.end() ? std::nullopt : std::optional(*found);
}

std::string Text(seconds lifetime) { return std::to_string(lifetime.count()) + " s"; }

class TicketsMatch {
 public:
  TicketsMatch(const attempt::Attempt& attempt, const std::string& label)
      : attempt_(attempt), label_(label), longest_(Longest(Lifetimes(attempt.trace))) {}

  void AtMost(const std::string& limit) {
    const auto most = ParseDuration(limit);
    if (!most) return Add(false, "at most " + limit);
    const auto whole = std::chrono::duration_cast<seconds>(*most);
    Add(!longest_ || *longest_ <= whole, "at most " + Text(whole));
  }

  void ShorterThan(const std::string& id, std::span<const attempt::Attempt> attempts) {
    const auto other = std::find_if(attempts.begin(), attempts.end(),
                                    [&id](const auto& one) { return one.purpose == id; });
    const auto lifetimes =
        other == attempts.end() ? std::vector<seconds>() : Lifetimes(other->trace);
    const auto shortest = std::min_element(lifetimes.begin(), lifetimes.end());
    if (shortest == lifetimes.end()) {
      return Add(!longest_, "shorter than those of '" + id + "', which got none");
    }
    Add(!longest_ || *longest_ < *shortest,
        "shorter than those of '" + id + "' (" + Text(*shortest) + ")");
  }

  void WithinCertificate() {
    if (attempt_.identity.chain.empty()) return Add(!longest_, "none without a certificate");
    const seconds left = attempt_.identity.chain.front().not_after - attempt_.trace.started;
    // Whole seconds on both sides, and the handshake takes its time.
    Add(!longest_ || *longest_ <= left + seconds(1),
        "no longer than the certificate (" + Text(left) + ")");
  }

  std::vector<CheckResult> Take() { return std::move(results_); }

 private:
  void Add(bool met, std::string expected) {
    results_.push_back({met, "lifetime of tickets", std::move(expected),
                        longest_ ? Text(*longest_) : "no ticket that says", label_});
  }

  const attempt::Attempt& attempt_;
  const std::string& label_;
  const std::optional<seconds> longest_;
  std::vector<CheckResult> results_;
};

}  // namespace

std::vector<CheckResult> MatchTickets(const TicketsExpectation& expected,
                                      const attempt::Attempt& attempt,
                                      std::span<const attempt::Attempt> attempts,
                                      const std::string& label) {
  TicketsMatch match(attempt, label);
  if (!expected.max_lifetime.empty()) match.AtMost(expected.max_lifetime);
  if (!expected.shorter_than.empty()) match.ShorterThan(expected.shorter_than, attempts);
  if (expected.within_certificate) match.WithinCertificate();
  return match.Take();
}

}  // namespace shakedown::scenario
