#include "scenario/match.h"

#include <algorithm>
#include <optional>

#include "attempt/trace_view.h"
#include "core/assert.h"
#include "core/text.h"
#include "scenario/match_canary.h"
#include "scenario/match_request.h"
#include "scenario/source_text.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxObservedShown = 200;

std::string Alternatives(const std::vector<std::string>& words) { return Joined(words, " or "); }

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string YesNo(bool value) { return value ? "yes" : "no"; }

/// How a handshake of a script is called in results: its id, or its number.
std::string Label(std::span<const attempt::Attempt> attempts, size_t index) {
  if (attempts.size() < 2) return {};
  const std::string& purpose = attempts[index].purpose;
  return purpose.empty() ? "handshake " + std::to_string(index + 1) : purpose;
}

/// One expectation against the handshake it is about.
class ExpectationMatch {
 public:
  ExpectationMatch(const Expectation& expected, const Observation& observation, size_t index,
                   std::vector<CheckResult>& results)
      : expected_(expected),
        attempts_(observation.attempts),
        attempt_(observation.attempts[index]),
        diagnosis_(observation.diagnoses[index]),
        label_(Label(observation.attempts, index)),
        results_(results) {}

  void Run() {
    Verdict();
    Layer();
    Alert();
    HttpAnswer();
    Connection();
    if (expected_.canary) results_.push_back(MatchCanary(*expected_.canary, attempt_, label_));
    if (!expected_.certificate_request) return;
    for (auto& result : MatchRequest(*expected_.certificate_request, attempt_, attempts_, label_)) {
      results_.push_back(std::move(result));
    }
  }

 private:
  void Add(bool met, std::string what, std::string expected, std::string observed) {
    results_.push_back({met, std::move(what), std::move(expected), std::move(observed), label_});
  }

  void Verdict() {
    if (expected_.outcome) {
      std::string observed = diagnosis::ToString(diagnosis_.outcome);
      if (!diagnosis_.observed.empty()) {
        observed += " (" + ElideEnd(diagnosis_.observed, kMaxObservedShown) + ")";
      }
      Add(diagnosis_.outcome == *expected_.outcome, "outcome",
          diagnosis::ToString(*expected_.outcome), std::move(observed));
    }
    if (!expected_.causes.empty()) {
      const diagnosis::Finding& cause = diagnosis_.cause;
      Add(Contains(expected_.causes, cause.id), "cause", Alternatives(expected_.causes),
          cause.id + " (" + diagnosis::ToString(cause.certainty) + ")");
    }
    if (!expected_.enforcements.empty()) {
      const char* enforcement = diagnosis::ToString(diagnosis_.enforcement);
      Add(Contains(expected_.enforcements, enforcement), "enforcement",
          Alternatives(expected_.enforcements), enforcement);
    }
  }

  void Layer() {
    if (expected_.layer.empty()) return;
    const char* layer = diagnosis::ToString(diagnosis_.layer);
    Add(expected_.layer == layer, "layer", expected_.layer, layer);
  }

  void Alert() {
    if (expected_.alerts.empty()) return;
    const auto seen = attempt::FatalAlert(attempt_.trace, attempt::Side::kServer);
    const bool met =
        std::any_of(expected_.alerts.begin(), expected_.alerts.end(), [&](const std::string& word) {
          if (word == "none") return !seen;
          return seen && tls::AlertDescriptionFromName(word) == seen->description;
        });
    std::string observed = "none";
    if (seen) {
      observed = tls::Name(seen->description) + " (" +
                 std::to_string(static_cast<int>(seen->description)) + "), " +
                 attempt::ToString(seen->phase);
    }
    Add(met, "alert", Alternatives(expected_.alerts), std::move(observed));
  }

  void HttpAnswer() {
    const auto reply = attempt::LastReply(attempt_.trace);
    const std::string none = "no HTTP reply";
    if (!expected_.statuses.empty()) {
      const std::string status = reply ? std::to_string(reply->status) : std::string();
      const bool met =
          reply && std::any_of(expected_.statuses.begin(), expected_.statuses.end(),
                               [&](const std::string& word) { return GlobMatches(word, status); });
      Add(met, "HTTP status", Alternatives(expected_.statuses), reply ? status : none);
    }
    if (!expected_.title.empty()) {
      std::string observed = none;
      if (reply) observed = reply->title.empty() ? "a reply without a title" : Title(reply->title);
      Add(reply && GlobMatches(expected_.title, reply->title), "page title",
          Title(Printable(expected_.title)), std::move(observed));
    }
  }

  static std::string Title(const std::string& text) {
    return '"' + ElideEnd(text, kMaxObservedShown) + '"';
  }

  void Connection() {
    if (!expected_.tls.empty()) {
      const auto wanted = tls::VersionFromName(expected_.tls);
      const auto negotiated = attempt::NegotiatedVersion(attempt_.trace);
      Add(wanted && negotiated == wanted, "TLS version",
          wanted ? tls::Name(*wanted) : Printable(expected_.tls),
          negotiated ? tls::Name(*negotiated) : "none negotiated");
    }
    if (expected_.resumed) {
      const bool resumed = attempt::Resumed(attempt_.trace);
      Add(resumed == *expected_.resumed, "session resumed", YesNo(*expected_.resumed),
          YesNo(resumed));
    }
    if (!expected_.early_data.empty()) {
      const std::string fate = attempt::ToString(attempt::EarlyDataFateOf(attempt_.trace));
      Add(Contains(expected_.early_data, fate), "early data", Alternatives(expected_.early_data),
          fate);
    }
  }

  const Expectation& expected_;
  std::span<const attempt::Attempt> attempts_;
  const attempt::Attempt& attempt_;
  const diagnosis::Diagnosis& diagnosis_;
  std::string label_;
  std::vector<CheckResult>& results_;
};

/// The index of the handshake that an expectation is about; nothing if it was not run.
std::optional<size_t> Subject(const Expectation& expected,
                              std::span<const attempt::Attempt> attempts) {
  if (attempts.empty()) return std::nullopt;
  if (expected.handshake.empty()) return attempts.size() - 1;
  for (size_t i = 0; i < attempts.size(); ++i) {
    if (attempts[i].purpose == expected.handshake) return i;
  }
  return std::nullopt;
}

}  // namespace

std::vector<CheckResult> Match(std::span<const Expectation> expectations,
                               const Observation& observation) {
  SHAKEDOWN_ASSERT(observation.attempts.size() == observation.diagnoses.size());
  std::vector<CheckResult> results;
  for (const Expectation& expected : expectations) {
    if (const auto index = Subject(expected, observation.attempts)) {
      ExpectationMatch(expected, observation, *index, results).Run();
      continue;
    }
    const std::string what =
        expected.handshake.empty() ? "a handshake" : "handshake " + Quoted(expected.handshake);
    results.push_back({false, "handshake", what + " is run", "it was not run", expected.handshake});
  }
  return results;
}

}  // namespace shakedown::scenario
