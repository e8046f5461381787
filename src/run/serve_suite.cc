#include "run/serve_suite.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "attempt/endpoint.h"
#include "attempt/trace_view.h"
#include "core/text.h"
#include "run/event_sink.h"
#include "run/judge.h"
#include "run/serve_driver.h"
#include "run/serve_material.h"
#include "run/serve_trial.h"
#include "run/served_case.h"
#include "run/served_connection.h"
#include "run/variables.h"
#include "scenario/loader.h"
#include "scenario/match_client.h"
#include "tls/ja4.h"

namespace shakedown::run {
namespace {

using scenario::ClientObservation;
using scenario::ConnectionModel;

constexpr const char* kTlsAxis = "tls";
/// How long the server may take to see that a client has gone.
constexpr Milliseconds kSettling{3000};
constexpr Milliseconds kTurn{100};

/// One connection of a case, ready to be met.
struct Step {
  ConnectionModel model;
  size_t host = 0;
};

/// A case with its variables replaced.
struct PreparedCase {
  std::vector<Step> steps;
  std::vector<scenario::Expectation> expectations;
};

/// What two connections must have in common to be served by one host, so that a session of the
/// first can be offered to it in the second.
std::string SettingsOf(const ConnectionModel& model, const std::string& tls) {
  std::string text;
  for (const std::string* part :
       {&tls, &model.tls, &model.name, &model.server, &model.behave, &model.announce,
        &model.signature_algorithms, &model.certificate_types, &model.ciphers, &model.alpn,
        &model.request_extensions, &model.misstep, &model.late_alert, &model.late_alert_after,
        &model.early_data}) {
    text += *part + '|';
  }
  return text + (model.tickets ? 't' : '-') + (model.old_algorithms ? 'o' : '-');
}

/// The versions of TLS that the client does not speak: its hello shows that it could not take part.
std::string WhyNoVersion(const attempt::ServedConnection& connection) {
  const auto alert = attempt::FatalAlert(connection.trace, attempt::Side::kServer);
  const bool version = alert && alert->description == tls::AlertDescription::kProtocolVersion;
  return version ? "the client does not offer this version of TLS" : "";
}

class SuiteServer final {
 public:
  SuiteServer(const Plan& plan, const ServeSuiteOptions& options,
              std::span<Reporter* const> reporters, const std::atomic<int>& interrupt)
      : plan_(plan), options_(options), interrupt_(interrupt), sink_(reporters) {}

  Result<RunSummary> Run() {
    if (auto prepared = Prepare(); !prepared) return prepared.error();
    if (auto started = Start(); !started) return started.error();
    const auto begin = std::chrono::steady_clock::now();
    sink_.RunStarted(Describe());
    for (const size_t index : plan_.order) {
      sink_.CaseStarted(index);
      sink_.CaseFinished(index, RunCase(index));
    }
    peer_.reset();
    RunSummary summary;
    summary.counts = sink_.counts();
    summary.duration =
        std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
    if (interrupt_ != 0) {
      summary.stop = interrupt_ == SIGTERM ? Stop::kTerminated : Stop::kInterrupted;
    }
    sink_.RunFinished(summary);
    return summary;
  }

 private:
  Result<void> Prepare() {
    std::set<std::string> names;
    for (const Case& test : plan_.cases) {
      auto prepared = PrepareCase(test);
      if (!prepared) return std::move(prepared).error();
      for (const Step& step : prepared->steps) names.insert(HostNameOf(step.model));
      cases_.push_back(*std::move(prepared));
    }
    const std::vector<std::string> all(names.begin(), names.end());
    Result<ServeMaterial> material = ServeMaterial::Make(options_.directory, all);
    if (!material) return std::move(material).error();
    material_ = std::make_unique<ServeMaterial>(*std::move(material));
    for (const auto& suite : plan_.suites) {
      const auto table = ResolveVariables(*suite, {}, true, {});
      if (!table) return table.error();
      if (auto added = material_->AddIdentities(*suite, table->values); !added) return added;
    }
    return PrepareHosts();
  }

  Result<PreparedCase> PrepareCase(const Case& test) const {
    auto table = ResolveVariables(*test.suite_model, {}, true, {});
    if (!table) return std::move(table).error();
    scenario::Variables variables = table->values;
    for (const auto& [name, value] : test.axis_values) variables[name] = value;
    PreparedCase prepared;
    for (const ConnectionModel& raw : test.scenario_model->connections) {
      auto model = scenario::Substituted(raw, variables);
      if (!model) return std::move(model).error();
      prepared.steps.push_back({*std::move(model), 0});
    }
    for (const scenario::Expectation& raw : test.scenario_model->expectations) {
      auto expected = scenario::Substituted(raw, variables);
      if (!expected) return std::move(expected).error();
      prepared.expectations.push_back(*std::move(expected));
    }
    return prepared;
  }

  Result<void> PrepareHosts() {
    std::map<std::string, size_t> known;
    for (size_t i = 0; i < cases_.size(); ++i) {
      const auto axis = plan_.cases[i].axis_values.find(kTlsAxis);
      const std::string tls = axis == plan_.cases[i].axis_values.end() ? "" : axis->second;
      for (Step& step : cases_[i].steps) {
        const auto [at, is_new] = known.emplace(SettingsOf(step.model, tls), hosts_.size());
        step.host = at->second;
        if (!is_new) continue;
        auto host = material_->HostFor(step.model, tls);
        if (!host) {
          return std::move(host).error().AddContext("preparing " + plan_.cases[i].id);
        }
        hosts_.push_back(*std::move(host));
      }
    }
    return {};
  }

  Result<void> Start() {
    handshake::PeerOptions peer;
    peer.hosts = hosts_;
    peer.address = options_.address;
    peer.port = options_.port;
    peer.idle_limit = options_.idle_limit;
    peer.make_room = true;
    peer.max_connections = 256;
    peer.observer = &trial_;
    peer.key_log = options_.key_log;
    auto started = handshake::Peer::Start(std::move(peer));
    if (!started) return std::move(started).error();
    peer_ = std::move(*started);
    endpoint_ = peer_->endpoint();
    Tell("Serving on port " + std::to_string(endpoint_.port) + "; the client's files are in " +
         Printable(options_.directory));
    return {};
  }

  void Tell(const std::string& line) const {
    if (options_.tell) options_.tell(line);
  }

  RunInfo Describe() const {
    RunInfo info;
    info.plan = &plan_;
    info.target_url = options_.drive.empty() ? "the client that connects"
                                             : "the client '" + Printable(options_.drive) + "'";
    info.target_address = attempt::ToText(endpoint_);
    info.tool_version = options_.tool_version;
    info.tls_library = options_.tls_library;
    info.started = UtcNow();
    return info;
  }

  std::string UrlOf(const ConnectionModel& model) const {
    return "https://" + HostNameOf(model) + ':' + std::to_string(endpoint_.port) +
           (model.path.empty() ? "/" : model.path);
  }

  DriveEnvironment EnvironmentOf(const Case& test, const ConnectionModel& model) const {
    const bool has = model.identity != "none";
    const auto file = [&](const std::string& name) {
      return has ? material_->File(model.identity + name) : std::string();
    };
    return {{"SHAKEDOWN_URL", UrlOf(model)},
            {"SHAKEDOWN_HOST", HostNameOf(model)},
            {"SHAKEDOWN_PORT", std::to_string(endpoint_.port)},
            {"SHAKEDOWN_CA", material_->File("server-ca.pem")},
            {"SHAKEDOWN_IDENTITY", model.identity},
            {"SHAKEDOWN_CERT", file(".pem")},
            {"SHAKEDOWN_KEY", file(model.foreign_key ? "-foreign.key" : ".key")},
            {"SHAKEDOWN_P12", file(".p12")},
            {"SHAKEDOWN_P12_PASS", kServePassphrase},
            {"SHAKEDOWN_CASE", test.id},
            {"SHAKEDOWN_CONNECTION", model.id}};
  }

  CaseResult RunCase(size_t index) {
    const Case& test = plan_.cases[index];
    CaseResult result;
    result.test = &test;
    result.reproduce = Reproduce(test);
    result.skip_reason = WhyNot(test);
    if (!result.skip_reason.empty()) {
      result.verdict = Verdict::kSkipped;
      return result;
    }
    CaseExecution execution;
    execution.started = UtcNow();
    const auto begin = std::chrono::steady_clock::now();
    result.skip_reason = Execute(test, cases_[index], &execution);
    execution.duration =
        std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
    result.verdict = result.skip_reason.empty() ? execution.verdict : Verdict::kSkipped;
    if (result.verdict == Verdict::kSkipped) return result;
    result.executions.push_back(std::move(execution));
    ApplyKnownFailure(test.scenario_model->known_failure, &result);
    return result;
  }

  std::string WhyNot(const Case& test) const {
    if (interrupt_ != 0) return "the run was interrupted";
    if (!test.scenario_model->tests_client()) {
      return "it examines a server: 'shakedown run' runs it";
    }
    const auto& needs = test.scenario_model->requires_;
    return needs.empty() ? "" : "it requires " + Joined(needs, ", ") + ", which 'serve' has not";
  }

  std::string Reproduce(const Case& test) const {
    std::string line =
        "shakedown serve --suite " + test.suite_model->file + " --filter '" + test.id + "'";
    if (!options_.drive.empty()) line += " --drive ...";
    return line;
  }

  /// Meets all connections and judges; a reason if the case does not apply to this client.
  std::string Execute(const Case& test, const PreparedCase& prepared, CaseExecution* execution) {
    std::vector<ServedEvent> events(prepared.steps.size());
    std::vector<ClientObservation> seen;
    for (size_t i = 0; i < prepared.steps.size(); ++i) {
      ClientObservation& one = seen.emplace_back();
      one.id = prepared.steps[i].model.id;
      if (!Meet(test, prepared.steps[i], &events[i], &one, execution)) return "";
      if (one.connection == nullptr) continue;
      execution->attempts.push_back(AsAttempt(events[i]));
      execution->attempts.back().purpose =
          one.id.empty() ? "connection " + std::to_string(i + 1) : one.id;
      execution->diagnoses.push_back(AsDiagnosis(events[i]));
      const tls::ClientHello* hello = attempt::HelloOf(*one.connection);
      if (hello == nullptr) continue;
      std::string reason = scenario::WhyNotApplicable(prepared.steps[i].model.offers, *hello);
      if (reason.empty()) reason = WhyNoVersion(*one.connection);
      if (!reason.empty()) return reason;
    }
    Decide(prepared, seen, execution);
    return "";
  }

  /// False if there is nothing to judge: the execution says why.
  bool Meet(const Case& test, const Step& step, ServedEvent* event, ClientObservation* seen,
            CaseExecution* execution) {
    trial_.Begin(step.host);
    std::optional<handshake::PeerReport> report;
    if (options_.drive.empty()) {
      Tell("Next: " + test.id + (step.model.id.empty() ? "" : ", connection " + step.model.id) +
           ": connect to " + UrlOf(step.model) + " with identity " + step.model.identity +
           (step.model.foreign_key ? " and the key of another" : ""));
      while (interrupt_ == 0 && !report) report = trial_.Next(Deadline::After(kTurn));
    } else {
      const auto end = Drive(options_.drive, EnvironmentOf(test, step.model),
                             Deadline::After(options_.drive_limit), interrupt_);
      if (!end) return Fail(end.error(), execution);
      if (interrupt_ == 0 && end->timed_out) {
        return Fail(Error(ErrorCode::kTimeout,
                          "the client did not end within " + FormatDuration(options_.drive_limit)),
                    execution);
      }
      if (end->exit_code == kNotFound) {
        return Fail(
            Error(ErrorCode::kUsage, "the client's program was not found: " + OneLine(end->output))
                .WithHint("--drive is a line for a shell"),
            execution);
      }
      seen->succeeded = end->exit_code == 0;
      seen->output = end->output;
      report = trial_.Last(Deadline::After(kSettling));
    }
    if (interrupt_ != 0) {
      return Fail(Error(ErrorCode::kTimeout, "the run was interrupted"), execution);
    }
    if (!report) return true;
    Diagnose(step, *std::move(report), event);
    seen->connection = &event->connection;
    seen->outcome = event->diagnosis.outcome;
    return true;
  }

  static bool Fail(Error error, CaseExecution* execution) {
    execution->verdict = Verdict::kError;
    execution->message = OneLine(error.message());
    execution->errors.push_back(std::move(error));
    return false;
  }

  void Diagnose(const Step& step, handshake::PeerReport report, ServedEvent* event) const {
    const handshake::PeerHost& host = hosts_[std::min(report.host, hosts_.size() - 1)];
    event->connection = ToServedConnection(std::move(report), host, "as the suite says");
    if (const tls::ClientHello* hello = attempt::HelloOf(event->connection)) {
      event->ja4 = tls::Ja4(*hello);
    }
    diagnosis::ServedCase served;
    served.connection = &event->connection;
    served.identity = material_->FactsOf(step.model.identity);
    served.identity_expected = served.identity != nullptr;
    event->diagnosis = diagnosis::DiagnoseServed(served);
  }

  void Decide(const PreparedCase& prepared, const std::vector<ClientObservation>& seen,
              CaseExecution* execution) const {
    execution->checks =
        scenario::MatchClient(prepared.expectations, seen, material_->fingerprints());
    execution->notes = scenario::TakeClientNotes(prepared.expectations, seen);
    if (!execution->diagnoses.empty()) execution->subject = execution->diagnoses.size() - 1;
    const auto failed = std::ranges::find(execution->checks, false, &scenario::CheckResult::met);
    if (failed == execution->checks.end()) return;
    execution->verdict = Verdict::kFailed;
    std::string message =
        "expected " + failed->what + ' ' + failed->expected + ", observed " + failed->observed;
    if (!execution->diagnoses.empty()) message += ": " + execution->diagnoses.back().observed;
    execution->message = OneLine(message);
  }

  static constexpr int kNotFound = 127;

  const Plan& plan_;
  const ServeSuiteOptions& options_;
  const std::atomic<int>& interrupt_;
  EventSink sink_;
  std::unique_ptr<ServeMaterial> material_;
  std::vector<PreparedCase> cases_;
  std::vector<handshake::PeerHost> hosts_;
  attempt::Endpoint endpoint_;
  ServeTrial trial_;
  std::unique_ptr<handshake::Peer> peer_;  // last: its threads call the trial
};

}  // namespace

bool IsForClients(const scenario::SuiteModel& suite) {
  return !suite.scenarios.empty() &&
         std::ranges::all_of(suite.scenarios, &scenario::ScenarioModel::tests_client);
}

Result<RunSummary> ServeSuite(const Plan& plan, const ServeSuiteOptions& options,
                              std::span<Reporter* const> reporters,
                              const std::atomic<int>& interrupt) {
  return SuiteServer(plan, options, reporters, interrupt).Run();
}

}  // namespace shakedown::run
