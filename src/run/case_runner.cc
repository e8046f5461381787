#include "run/case_runner.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "core/text.h"
#include "run/judge.h"
#include "run/script.h"

namespace shakedown::run {
namespace {

/// A certificate is over once its last second has begun, or just after it.
constexpr Milliseconds kExpiryMargin(100);
constexpr Milliseconds kLongestWait(60'000);
constexpr const char* kIdentityUnusable = "client.identity-unusable";

/// What one execution came to; a skip or an interrupt leaves no execution.
struct Outcome {
  CaseExecution execution;
  std::string skip_reason;
  bool interrupted = false;
};

/// Runs one script once.
class Execution {
 public:
  Execution(SuiteEnvironment& environment, Script script, const std::atomic<int>& interrupt,
            std::string case_id)
      : environment_(environment),
        script_(std::move(script)),
        interrupt_(interrupt),
        case_id_(std::move(case_id)) {}

  /// Whether some step changes the server.
  bool changes() const {
    return std::any_of(script_.steps.begin(), script_.steps.end(),
                       [](const Step& step) { return step.change.has_value(); });
  }

  Outcome Run() {
    CaseExecution& execution = outcome_.execution;
    const auto begin = std::chrono::steady_clock::now();
    execution.started = UtcNow();
    execution.attempts.reserve(script_.steps.size());
    if (BeginChanges()) {
      for (Step& step : script_.steps) {
        if (!RunStep(step)) break;
      }
      EndChanges();
    }
    if (outcome_.interrupted || !outcome_.skip_reason.empty()) return std::move(outcome_);
    outcome_.skip_reason = NotApplicable(execution);
    if (!outcome_.skip_reason.empty()) return std::move(outcome_);
    Judge(script_.expectations(), &execution, environment_.canary());
    execution.duration =
        std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
    return std::move(outcome_);
  }

 private:
  /// A script that changes its server gets somebody who does; false: that failed.
  bool BeginChanges() {
    if (!changes()) return true;
    auto changer = environment_.NewChanger(case_id_, interrupt_);
    if (!changer) return Stop(std::move(changer).error());
    changer_ = std::move(*changer);
    const auto endpoint = changer_->endpoint();
    for (Step& step : script_.steps) {
      if (endpoint) step.spec.target.endpoint.port = endpoint->port;
    }
    return true;
  }

  void EndChanges() {
    if (changer_ == nullptr) return;
    Result<void> restored = changer_->Restore();
    if (!restored) Stop(Error(restored.error()).AddContext("restoring the server"));
  }

  /// False: the script stops here.
  bool RunStep(Step& step) {
    if (interrupt_.load(std::memory_order_relaxed) != 0) {
      outcome_.interrupted = true;
      return false;
    }
    const PreparedIdentity* identity = environment_.identities().Get(step.identity);
    if (identity == nullptr) return Stop(UnknownIdentity(step, step.identity));
    if (!identity->skip_reason.empty()) {
      outcome_.skip_reason = identity->skip_reason;
      return false;
    }
    if (identity->error) return Stop(*identity->error);
    if (identity->unusable) return StopAtIdentity(step, identity->facts, *identity->unusable);
    if (step.change) {
      if (Result<void> changed = changer_->Change(*step.change); !changed) {
        return Stop(changed.error());
      }
    }
    handshake::SessionPtr session;
    if (!step.resume.empty()) {
      session = SessionOf(step.resume);
      if (session == nullptr) return StopWithoutSession(step);
    }
    if (!WaitForExpiry(step)) return false;
    TakeRecorded(step);
    pki::IdentityPtr renegotiated;
    if (!PrepareRenegotiation(step, &renegotiated)) return false;
    return Shake(step, *identity, session, renegotiated);
  }

  /// The identity that the step's renegotiation presents, if that is another one.
  bool PrepareRenegotiation(const Step& step, pki::IdentityPtr* renegotiated) {
    if (step.renegotiated.empty()) return true;
    const PreparedIdentity* identity = environment_.identities().Get(step.renegotiated);
    if (identity == nullptr) return Stop(UnknownIdentity(step, step.renegotiated));
    outcome_.skip_reason = identity->skip_reason;
    if (!outcome_.skip_reason.empty()) return false;
    if (identity->error) return Stop(*identity->error);
    if (identity->unusable) return Stop(*identity->unusable);
    *renegotiated = identity->identity;
    return true;
  }

  /// Gives the step the messages of earlier handshakes that its damage replays.
  void TakeRecorded(Step& step) const {
    for (const attempt::Damage& damage : step.spec.damage) {
      if (damage.operation != attempt::Damage::Operation::kReplay) continue;
      for (const attempt::Attempt& earlier : outcome_.execution.attempts) {
        if (earlier.purpose != damage.argument) continue;
        for (const attempt::Event& event : earlier.trace.events) {
          const auto* message = std::get_if<attempt::Message>(&event.body);
          if (message == nullptr || message->from != attempt::Side::kClient) continue;
          step.spec.recorded.push_back(message->raw);
        }
      }
    }
  }

  /// Waits until the certificates of the step's identities are over, if that is soon enough.
  bool WaitForExpiry(Step& step) {
    for (const std::string& id : step.wait_for) {
      const PreparedIdentity* identity = environment_.identities().Get(id);
      if (identity == nullptr) return Stop(UnknownIdentity(step, id));
      if (identity->facts.chain.empty()) continue;
      const auto left = std::chrono::duration_cast<Milliseconds>(
          identity->facts.chain.front().not_after - std::chrono::system_clock::now() +
          kExpiryMargin);
      if (left > kLongestWait) {
        outcome_.skip_reason = "identity '" + id + "' expires only in " +
                               std::to_string(left.count() / 1000) +
                               " s: give it a not-after of seconds";
        return false;
      }
      step.spec.pause_before_connect = std::max(step.spec.pause_before_connect, left);
    }
    return true;
  }

  bool Shake(Step& step, const PreparedIdentity& identity, const handshake::SessionPtr& session,
             const pki::IdentityPtr& renegotiated) {
    Result<handshake::HandshakeResult> result =
        environment_.client().Run(step.spec, identity.identity, session, renegotiated);
    if (!result) {
      Error error = std::move(result).error();
      // The library may find only now that it will not use this key or certificate.
      const bool refused = error.code() == ErrorCode::kUnsupported && identity.identity != nullptr;
      if (refused) return StopAtIdentity(step, identity.facts, std::move(error));
      return Stop(std::move(error));
    }
    const pki::TrustStorePtr trust = environment_.TrustFor(attempt::EffectiveSni(step.spec));
    attempt::Attempt& attempt = Add(step);
    attempt.identity = *environment_.identities().FactsFor(step.identity, trust);
    attempt.trace = std::move(result->trace);
    if (!step.id.empty()) sessions_.emplace_back(step.id, std::move(result->session));
    return !attempt::KeptNoConnection(attempt) || StopWithoutConnection(attempt);
  }

  attempt::Attempt& Add(Step& step) {
    attempt::Attempt& attempt = outcome_.execution.attempts.emplace_back();
    attempt.purpose = std::move(step.purpose);
    attempt.spec = std::move(step.spec);
    return attempt;
  }

  bool Stop(Error error) {
    outcome_.execution.errors.push_back(std::move(error));
    return false;
  }

  /// An identity that cannot be used is an error, unless that is what the case is about: then it
  /// becomes an attempt in which nothing could be sent.
  bool StopAtIdentity(Step& step, const attempt::IdentityFacts& facts, Error error) {
    if (!WantsCause(script_.expectations(), kIdentityUnusable)) return Stop(std::move(error));
    attempt::Attempt& attempt = Add(step);
    attempt.identity = facts;
    attempt.identity.unusable = std::move(error);
    attempt.trace.started = outcome_.execution.started;
    return false;
  }

  handshake::SessionPtr SessionOf(const std::string& id) const {
    for (const auto& [name, session] : sessions_) {
      if (name == id) return session;
    }
    return nullptr;
  }

  /// Without a session there is nothing to resume: the case says nothing and is skipped, unless
  /// the handshakes before it already show a failure or the target was not reached.
  bool StopWithoutSession(const Step& step) {
    CaseExecution& execution = outcome_.execution;
    DiagnoseAttempts(&execution);
    for (size_t i = 0; i < execution.attempts.size(); ++i) {
      const attempt::Attempt& attempt = execution.attempts[i];
      if (attempt.purpose != step.resume) continue;
      if (execution.diagnoses[i].outcome == diagnosis::Outcome::kNoVerdict) {
        return Stop(NoVerdictError(attempt, execution.diagnoses[i]));
      }
    }
    return SkipUnlessFailed("the target gave no session to resume in handshake '" + step.resume +
                            "': it keeps none, or sends no tickets");
  }

  /// The same for further requests where the server closes after its first reply.
  bool StopWithoutConnection(const attempt::Attempt& attempt) {
    const auto made = attempt::Exchanges(attempt.trace).size();
    DiagnoseAttempts(&outcome_.execution);
    return SkipUnlessFailed(
        "the target closes the connection after " +
        (made == 1 ? std::string("a reply") : std::to_string(made) + " replies") +
        ", so that further requests cannot be made on it");
  }

  /// Skips the case for this reason, unless what was expected of the handshakes so far is not met.
  /// The last one is still under way if it is the one that was to make further requests.
  bool SkipUnlessFailed(std::string reason) {
    CaseExecution& execution = outcome_.execution;
    std::vector<scenario::Expectation> met_before;
    for (const scenario::Expectation& expectation : script_.expectations()) {
      for (const attempt::Attempt& attempt : execution.attempts) {
        if (attempt::KeptNoConnection(attempt)) continue;
        if (attempt.purpose == expectation.handshake) met_before.push_back(expectation);
      }
    }
    for (const scenario::CheckResult& check : scenario::Match(
             met_before, {execution.attempts, execution.diagnoses, environment_.canary()})) {
      if (check.met) continue;
      script_.substituted = std::move(met_before);
      return false;
    }
    outcome_.skip_reason = std::move(reason);
    return false;
  }

  Error UnknownIdentity(const Step& step, const std::string& id) const {
    const std::vector<std::string_view> ids = environment_.identities().Ids();
    const std::string_view nearest = NearestName(id, ids);
    return Error(ErrorCode::kSuite, "the suite has no identity '" + Printable(id) + "'")
        .WithHint(nearest.empty() ? "name one of <identities>, or none"
                                  : "did you mean '" + std::string(nearest) + "'?")
        .At(step.model->position);
  }

  SuiteEnvironment& environment_;
  Script script_;
  const std::atomic<int>& interrupt_;
  const std::string case_id_;
  std::unique_ptr<ServerChanger> changer_;  ///< null if nothing changes
  Outcome outcome_;
  std::vector<std::pair<std::string, handshake::SessionPtr>> sessions_;
};

Outcome ExecuteOnce(const Case& test, SuiteEnvironment& environment,
                    const std::atomic<int>& interrupt) {
  Outcome outcome;
  if (!test.skip_reason.empty()) {
    outcome.skip_reason = test.skip_reason;
    return outcome;
  }
  Result<Script> script = MakeScript(test, environment);
  if (!script) {
    outcome.execution.started = UtcNow();
    outcome.execution.errors.push_back(std::move(script).error());
    Judge({}, &outcome.execution);
    return outcome;
  }
  if (!script->skip_reason.empty()) {
    outcome.skip_reason = std::move(script->skip_reason);
    return outcome;
  }
  Execution execution(environment, std::move(*script), interrupt, test.id);
  if (environment.on_built_in_peer()) return execution.Run();
  // While one case changes a target that all share, no other one asks it anything.
  static std::shared_mutex target;
  if (execution.changes()) {
    const std::unique_lock alone(target);
    return execution.Run();
  }
  const std::shared_lock together(target);
  return execution.Run();
}

CaseResult EmptyResult(const Case& test) {
  CaseResult result;
  result.test = &test;
  return result;
}

}  // namespace

CaseResult RunCase(const Case& test, SuiteEnvironment& environment, const RunOptions& options,
                   const std::atomic<int>& interrupt) {
  if (!test.skip_reason.empty()) return SkippedCase(test, test.skip_reason);
  const std::string& known_failure = KnownFailureOf(test);
  CaseResult result = EmptyResult(test);
  // What is known to fail is not tried again: a retry could only hide when it began to pass.
  const int tries = known_failure.empty() ? 1 + options.retries : 1;
  for (int i = 0; i < tries; ++i) {
    Outcome outcome = ExecuteOnce(test, environment, interrupt);
    if (outcome.interrupted) break;
    if (!outcome.skip_reason.empty()) return SkippedCase(test, std::move(outcome.skip_reason));
    result.executions.push_back(std::move(outcome.execution));
    if (result.executions.back().verdict == Verdict::kPassed) break;
  }
  if (result.executions.empty()) return SkippedCase(test, kNotRunInterrupted);
  result.verdict = result.executions.back().verdict;
  result.flaky = result.verdict == Verdict::kPassed && result.executions.size() > 1;
  result.reproduce = ReproducingCommand(options.command, test.id);
  ApplyKnownFailure(known_failure, &result);
  return result;
}

CaseResult SkippedCase(const Case& test, std::string reason) {
  CaseResult result = EmptyResult(test);
  result.verdict = Verdict::kSkipped;
  result.skip_reason = std::move(reason);
  return result;
}

CaseResult StoppedCase(const Case& test, const Error& trouble, const RunOptions& options) {
  if (!test.skip_reason.empty()) return SkippedCase(test, test.skip_reason);
  CaseResult result = EmptyResult(test);
  CaseExecution& execution = result.executions.emplace_back();
  execution.started = UtcNow();
  execution.errors.push_back(trouble);
  Judge({}, &execution);
  result.verdict = execution.verdict;
  result.reproduce = ReproducingCommand(options.command, test.id);
  return result;
}

CaseResult BrokenCase(const Case& test, const std::string& what) {
  CaseResult result = EmptyResult(test);
  CaseExecution& execution = result.executions.emplace_back();
  execution.started = UtcNow();
  execution.errors.push_back(
      Error(ErrorCode::kInternal, "the case could not be run: " + Printable(what))
          .WithHint("this is trouble of this program or the machine; run the case alone"));
  Judge({}, &execution);
  result.verdict = execution.verdict;
  return result;
}

std::string ReproducingCommand(const std::string& command, const std::string& case_id) {
  std::string text;
  text.reserve(command.size() + case_id.size() + 16);
  text += command;
  text += command.empty() ? "--filter '" : " --filter '";
  for (const char c : case_id) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  text += '\'';
  return text;
}

}  // namespace shakedown::run
