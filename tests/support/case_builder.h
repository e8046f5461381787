// Hand-made results of whole runs for the tests of reports: a plan with suites and cases, a result
// for each, and the events that a runner would send.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "run/event.h"
#include "tests/support/report_trace.h"

namespace shakedown::testing_support {

inline diagnosis::Finding FindingOf(const std::string& id, diagnosis::Certainty certainty,
                                    diagnosis::Fault fault, const std::string& summary) {
  diagnosis::Finding finding;
  finding.id = id;
  finding.certainty = certainty;
  finding.fault = fault;
  finding.summary = summary;
  return finding;
}

/// A plan under construction with the results of its cases. Not movable: results point into it.
class RunFixture {
 public:
  RunFixture() = default;
  RunFixture(const RunFixture&) = delete;
  RunFixture& operator=(const RunFixture&) = delete;

  /// Adds a suite to whose name later cases belong.
  void Suite(const std::string& name, const std::string& title) {
    auto suite = std::make_shared<scenario::SuiteModel>();
    suite->name = name;
    suite->title = title;
    suite->file = "scenarios/" + name + ".xml";
    suite->scenarios.reserve(16);
    suites_.push_back(suite);
    plan_.suites.push_back(suite);
  }

  /// Adds a case to the last suite. The reference lives until the next call.
  run::CaseResult& Add(const std::string& scenario, const std::string& title,
                       const std::string& tls, run::CaseExecution execution) {
    run::CaseResult& result = AddBare(scenario, title, tls);
    result.verdict = execution.verdict;
    result.executions.push_back(std::move(execution));
    return result;
  }
  run::CaseResult& AddSkipped(const std::string& scenario, const std::string& title,
                              const std::string& reason) {
    run::CaseResult& result = AddBare(scenario, title, "");
    result.verdict = run::Verdict::kSkipped;
    result.skip_reason = reason;
    return result;
  }
  void MarkKnownFailure(const std::string& reason) {
    models_.back()->known_failure = reason;
    run::CaseResult& result = results_.back();
    result.known_failure = true;
    result.verdict = run::Verdict::kPassed;
  }

  std::vector<run::CaseResult>& results() { return results_; }
  run::Plan& plan() { return plan_; }
  run::RunInfo& info() { return info_; }
  run::RunSummary& summary() { return summary_; }

  /// Sends the events of the whole run; with `missing`, the last so many cases are not reached.
  void Feed(run::Reporter& reporter, size_t missing = 0) {
    Prepare();
    reporter.OnRunStarted(info_);
    const size_t reached = results_.size() - missing;
    for (size_t i = 0; i < reached; ++i) {
      reporter.OnCaseStarted(i);
      reporter.OnCaseFinished(i, results_[i]);
    }
    reporter.OnRunFinished(summary_);
  }
  /// Points results at the plan's cases and counts verdicts; `Feed` does it.
  void Prepare() {
    info_.plan = &plan_;
    summary_.counts = {};
    for (size_t i = 0; i < results_.size(); ++i) {
      results_[i].test = &plan_.cases[i];
      Count(results_[i]);
    }
  }

 private:
  run::CaseResult& AddBare(const std::string& scenario, const std::string& title,
                           const std::string& tls) {
    scenario::SuiteModel& suite = *suites_.back();
    auto model = std::make_unique<scenario::ScenarioModel>();
    model->id = scenario;
    model->title = title;
    model->position = {suite.file, static_cast<int>(12 + 10 * models_.size()), 3, ""};
    run::Case test;
    test.suite = suite.name;
    test.scenario = scenario;
    test.title = title;
    test.id = suite.name + "/" + scenario;
    if (!tls.empty()) {
      test.parameters.emplace_back("tls", tls);
      test.id += "[tls=" + tls + "]";
    }
    test.suite_model = &suite;
    test.scenario_model = model.get();
    models_.push_back(std::move(model));
    plan_.cases.push_back(test);
    run::CaseResult result;
    result.reproduce = "shakedown run scenarios/" + suite.name + ".xml --filter '" + test.id + "'";
    results_.push_back(std::move(result));
    return results_.back();
  }

  void Count(const run::CaseResult& result) {
    run::Counts& counts = summary_.counts;
    switch (result.verdict) {
      case run::Verdict::kPassed: ++counts.passed; break;
      case run::Verdict::kFailed: ++counts.failed; break;
      case run::Verdict::kError: ++counts.errors; break;
      case run::Verdict::kSkipped: ++counts.skipped; break;
    }
    counts.flaky += result.flaky;
    counts.known_failures += result.known_failure;
  }

  static run::RunInfo DefaultInfo() {
    run::RunInfo info;
    info.target_url = "https://localhost:8443/";
    info.target_address = "127.0.0.1:8443";
    info.seed = 7;
    info.jobs = 4;
    info.tool_version = "0.1.0";
    info.tls_library = "OpenSSL 3.0.15";
    info.started = ReportTime();
    return info;
  }

  std::vector<std::shared_ptr<scenario::SuiteModel>> suites_;
  std::vector<std::unique_ptr<scenario::ScenarioModel>> models_;
  std::vector<run::CaseResult> results_;
  run::Plan plan_;
  run::RunInfo info_ = DefaultInfo();
  run::RunSummary summary_{{}, Milliseconds(3214), run::Stop::kCompleted};
};

/// One execution with one handshake.
inline run::CaseExecution ExecutionOf(run::Verdict verdict, attempt::Attempt attempt,
                                      diagnosis::Diagnosis diagnosis) {
  run::CaseExecution execution;
  execution.verdict = verdict;
  execution.attempts.push_back(std::move(attempt));
  execution.diagnoses.push_back(std::move(diagnosis));
  execution.started = ReportTime(1);
  execution.duration = Milliseconds(12);
  return execution;
}

/// TLS 1.3, nothing presented, alert certificate_required: refused as it should be.
inline run::CaseExecution RefusedWithoutCertificate() {
  diagnosis::Diagnosis diagnosis;
  diagnosis.outcome = diagnosis::Outcome::kRefused;
  diagnosis.enforcement = diagnosis::Enforcement::kRequiredTls;
  diagnosis.layer = diagnosis::Layer::kTls;
  diagnosis.stage = "after the client's Finished (TLS 1.3)";
  diagnosis.observed = "alert certificate_required(116) from the server";
  diagnosis.cause = FindingOf("client.no-identity", diagnosis::Certainty::kCertain,
                              diagnosis::Fault::kClient, "no client certificate is configured");
  diagnosis.cause.evidence = {{"CertificateRequest with 1 CA name", 0, 4},
                              {"the client's Certificate is empty", 0, 8}};
  attempt::HandshakeTrace trace = TraceBuilder()
                                      .Connected()
                                      .ClientHello()
                                      .ServerFlight13({"CN=Trusted Root,O=Example"})
                                      .ClientFlight13(0)
                                      .Alert(116)
                                      .Closed()
                                      .Build();
  run::CaseExecution execution =
      ExecutionOf(run::Verdict::kPassed, AttemptOf(std::move(trace), IdentityOf("none", {})),
                  std::move(diagnosis));
  execution.checks = {{true, "outcome", "refused", "refused", ""}};
  return execution;
}

/// TLS 1.3, a leaf of an unlisted CA, alert unknown_ca, though the suite expects to get in.
inline run::CaseExecution RefusedUnknownIssuer() {
  using diagnosis::Certainty;
  using diagnosis::Fault;
  diagnosis::Diagnosis diagnosis;
  diagnosis.outcome = diagnosis::Outcome::kRefused;
  diagnosis.enforcement = diagnosis::Enforcement::kRequiredTls;
  diagnosis.layer = diagnosis::Layer::kTls;
  diagnosis.stage = "after the client's Finished (TLS 1.3)";
  diagnosis.observed = "alert unknown_ca(48) from the server";
  diagnosis.cause = FindingOf("certificate.untrusted-issuer", Certainty::kLikely, Fault::kClient,
                              "the issuer 'CN=Corp Sub CA 2' is not in the server's CA list");
  diagnosis.cause.explanation =
      "The server lists the CAs whose certificates it takes. The certificate that was presented "
      "is from another one, and the server said so with the alert unknown_ca.";
  diagnosis.cause.evidence = {{"CertificateRequest lists 2 CA names", 0, 4},
                              {"alert unknown_ca(48) after Finished", 0, 12}};
  diagnosis.cause.fixes = {"Present a certificate issued by one of the listed CAs.",
                           "Or add 'CN=Corp Sub CA 2' to the server's trust file."};
  diagnosis.alternatives = {FindingOf("server.misconfigured-trust", Certainty::kPossible,
                                      Fault::kServer,
                                      "the server's trust file lacks the root of this CA")};
  attempt::HandshakeTrace trace =
      TraceBuilder()
          .Connected()
          .ClientHello()
          .ServerFlight13({"CN=Trusted Root,O=Example", "CN=Old Root,O=Example"})
          .ClientFlight13(2)
          .Alert(48)
          .Closed()
          .Build();
  auto identity = IdentityOf("alice", {CertificateOf("CN=alice,O=Example", "CN=Corp Sub CA 2"),
                                       CertificateOf("CN=Corp Sub CA 2", "CN=Corp Root")});
  identity.chain[0].signature_verified = true;
  run::CaseExecution execution =
      ExecutionOf(run::Verdict::kFailed, AttemptOf(std::move(trace), std::move(identity)),
                  std::move(diagnosis));
  execution.message = "expected accepted, observed refused (alert unknown_ca)";
  execution.checks = {{false, "outcome", "accepted", "refused (alert unknown_ca)", ""}};
  return execution;
}

/// TLS 1.3, a good certificate, HTTP 200.
inline run::CaseExecution Accepted() {
  diagnosis::Diagnosis diagnosis;
  diagnosis.outcome = diagnosis::Outcome::kAccepted;
  diagnosis.enforcement = diagnosis::Enforcement::kRequiredHttp;
  diagnosis.layer = diagnosis::Layer::kHttp;
  diagnosis.stage = "after the HTTP reply";
  diagnosis.observed = "HTTP 200";
  diagnosis.cause = FindingOf("accepted", diagnosis::Certainty::kCertain, diagnosis::Fault::kNobody,
                              "the client certificate was accepted");
  attempt::HandshakeTrace trace = TraceBuilder()
                                      .Connected()
                                      .ClientHello()
                                      .ServerFlight13({"CN=Trusted Root,O=Example"})
                                      .ClientFlight13(1)
                                      .Reply(200, "OK", "Welcome")
                                      .Closed(attempt::PeerClosed::How::kCloseNotify)
                                      .Build();
  auto identity = IdentityOf("bob", {CertificateOf("CN=bob", "CN=Trusted Root,O=Example")});
  run::CaseExecution execution =
      ExecutionOf(run::Verdict::kPassed, AttemptOf(std::move(trace), std::move(identity)),
                  std::move(diagnosis));
  execution.checks = {{true, "outcome", "accepted", "accepted (HTTP 200)", ""}};
  return execution;
}

/// Our own trouble: a key file that cannot be read.
inline run::CaseExecution UnreadableKey() {
  run::CaseExecution execution;
  execution.verdict = run::Verdict::kError;
  execution.started = ReportTime(2);
  execution.errors.push_back(Error(ErrorCode::kFileRead, "mine.key: Permission denied")
                                 .WithHint("chmod u+r mine.key")
                                 .At({"scenarios/client-auth.xml", 9, 5, ""})
                                 .AddContext("loading identity 'mine'"));
  return execution;
}

/// The target was not reached.
inline run::CaseExecution Unreachable() {
  diagnosis::Diagnosis diagnosis;
  diagnosis.layer = diagnosis::Layer::kConnect;
  diagnosis.stage = "before TLS";
  diagnosis.observed = "connection refused";
  diagnosis.cause = FindingOf("path.unreachable", diagnosis::Certainty::kCertain,
                              diagnosis::Fault::kPath, "127.0.0.1:8443 refuses connections");
  attempt::ConnectFailed failed;
  failed.reason = attempt::ConnectFailed::Reason::kRefused;
  failed.address = "127.0.0.1";
  failed.detail = "Connection refused";
  run::CaseExecution execution = ExecutionOf(
      run::Verdict::kError, AttemptOf(TraceBuilder().Add(failed).Build(), IdentityOf("none", {})),
      std::move(diagnosis));
  execution.message = "the target was not reached: connection refused";
  return execution;
}

/// One case of each verdict, in two suites.
inline std::unique_ptr<RunFixture> EveryVerdict() {
  auto run = std::make_unique<RunFixture>();
  run->Suite("client-auth", "A gate that wants a client certificate");
  run->Add("no-certificate", "Nothing presented is refused", "1.3", RefusedWithoutCertificate());
  run->Add("good", "A good certificate gets in", "1.3", RefusedUnknownIssuer());
  run::CaseResult& flaky = run->Add("sometimes", "Gets in at the second try", "1.3", Accepted());
  flaky.flaky = true;
  flaky.executions.insert(flaky.executions.begin(), RefusedUnknownIssuer());
  run->Add("late", "A known failure", "1.3", RefusedUnknownIssuer());
  run->MarkKnownFailure("the test server cannot ask late, see issue 12");
  run->Add("mine", "My own certificate", "", UnreadableKey());
  run->AddSkipped("revoked", "A revoked certificate", "needs a CRL: give --crl");
  run->Suite("reach", "Ways to the server");
  run->Add("down", "Nobody listens", "", Unreachable());
  run::CaseResult& twice = run->Add("twice", "Fails twice", "1.3", RefusedUnknownIssuer());
  twice.executions.push_back(RefusedUnknownIssuer());
  run->Prepare();
  return run;
}

}  // namespace shakedown::testing_support
