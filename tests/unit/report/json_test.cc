#include "report/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <locale>
#include <nlohmann/json.hpp>

#include "tests/support/case_builder.h"
#include "tests/support/golden.h"
#include "tests/support/hostile_run.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using nlohmann::json;

std::string DocumentOf(RunFixture& run, size_t missing = 0) {
  const auto report = MakeJsonReport();
  run.Feed(*report, missing);
  return report->Document();
}

/// Empty if `document` fits reports/shakedown-report.schema.json, else what does not.
std::string Invalid(const std::string& document) {
  const TemporaryFolder folder;
  const std::string file = folder.File("report.json");
  std::ofstream(file, std::ios::binary) << document;
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  const ProgramResult result = RunProgram({"python3", source + "/tests/support/validate_json.py",
                                           source + "/reports/shakedown-report.schema.json", file});
  return result.exit_code == 0 ? "" : "not valid: " + result.out + result.err;
}

std::vector<std::string> Keys(const json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

TEST(JsonReportTest, IsTheSample) {
  ExpectGolden(DocumentOf(*EveryVerdict()), "reports/sample/report.json");
}

TEST(JsonReportTest, FitsItsSchema) {
  EXPECT_EQ(Invalid(DocumentOf(*EveryVerdict())), "");
  RunFixture empty;
  EXPECT_EQ(Invalid(DocumentOf(empty)), "");
}

TEST(JsonReportTest, TheSchemaRefusesAnUnknownField) {
  json document = json::parse(DocumentOf(*EveryVerdict()));
  document["suites"][0]["cases"][0]["surprise"] = 1;
  EXPECT_NE(Invalid(document.dump()), "");
}

TEST(JsonReportTest, AHostileRunFitsTheSchemaToo) {
  const auto run = HostileRun(4);
  run->info().shard = "1/2";
  EXPECT_EQ(Invalid(DocumentOf(*run)), "");
}

TEST(JsonReportTest, SaysHowTheRunWent) {
  const json document = json::parse(DocumentOf(*EveryVerdict()));
  EXPECT_EQ(document["schema"], "shakedown.run/1");
  EXPECT_EQ(document["target"]["url"], "https://localhost:8443/");
  EXPECT_EQ(document["seed"], 7);
  EXPECT_EQ(document["stop"], "completed");
  EXPECT_EQ(document["duration_ms"], 3214);
  EXPECT_EQ(document["counts"], json::parse(R"({"total":8,"passed":3,"failed":2,"errors":2,
      "skipped":1,"flaky":1,"known_failures":1,"inconclusive":0,"notes":0})"));
  EXPECT_FALSE(document.contains("shard")) << "absent means unknown or not given";
}

TEST(JsonReportTest, ACaseHoldsEverythingThatIsKnownOfIt) {
  const json cases = json::parse(DocumentOf(*EveryVerdict()))["suites"][0]["cases"];
  EXPECT_EQ(cases[1]["id"], "client-auth/good[tls=1.3]");
  EXPECT_EQ(cases[1]["parameters"], json::parse(R"({"tls":"1.3"})"));
  EXPECT_EQ(cases[1]["verdict"], "failed");
  EXPECT_EQ(cases[1]["checks"][0]["met"], false);
  EXPECT_EQ(cases[1]["location"], json::parse(R"({"file":"scenarios/client-auth.xml","line":22})"));
  EXPECT_EQ(cases[2]["flaky"], true);
  EXPECT_EQ(cases[2]["executions"].size(), 2u);
  EXPECT_EQ(cases[3]["known_failure_reason"], "the test server cannot ask late, see issue 12");
  EXPECT_EQ(cases[4]["executions"][0]["errors"][0],
            json::parse(R"({"code":"file-read","hint":"chmod u+r mine.key",
                "message":"loading identity 'mine': mine.key: Permission denied",
                "file":"scenarios/client-auth.xml","line":9,"column":5})"));
  EXPECT_EQ(cases[5]["skip_reason"], "needs a CRL: give --crl");
}

TEST(JsonReportTest, CasesThatWereNotReachedAreThere) {
  const auto run = EveryVerdict();
  run->summary().stop = run::Stop::kTerminated;
  const json document = json::parse(DocumentOf(*run, 2));
  EXPECT_EQ(document["stop"], "terminated");
  EXPECT_EQ(document["suites"][1]["cases"][1]["verdict"], "skipped");
  EXPECT_EQ(document["suites"][1]["cases"][1]["id"], "reach/twice[tls=1.3]");
}

TEST(JsonReportTest, TheOrderOfTheEndChangesNothing) {
  const auto run = EveryVerdict();
  const std::string in_order = DocumentOf(*run);
  const auto report = MakeJsonReport();
  report->OnRunStarted(run->info());
  for (size_t i = run->results().size(); i-- > 0;) report->OnCaseFinished(i, run->results()[i]);
  report->OnRunFinished(run->summary());
  EXPECT_EQ(report->Document(), in_order);
}

TEST(JsonReportTest, NegativeTimesAreClamped) {
  const auto run = EveryVerdict();
  run->results()[0].executions[0].duration = Milliseconds(-4);
  run->results()[0].executions[0].attempts[0].trace.events[0].at = std::chrono::microseconds(-1);
  EXPECT_EQ(Invalid(DocumentOf(*run)), "");
}

struct OddNumbers final : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\1"; }
};

TEST(JsonReportTest, TheLocaleChangesNothing) {
  const auto run = EveryVerdict();
  const std::string before = DocumentOf(*run);
  const std::locale old = std::locale::global(std::locale(std::locale(), new OddNumbers));
  const std::string after = DocumentOf(*run);
  std::locale::global(old);
  EXPECT_EQ(after, before);
}

json DiagnosisOf(const run::CaseExecution& execution) {
  return json::parse(DiagnosisJson(execution.diagnoses[0], execution.attempts, 0));
}

TEST(DiagnosisJsonTest, FitsTheSchemaAlone) {
  const auto execution = RefusedUnknownIssuer();
  EXPECT_EQ(Invalid(DiagnosisJson(execution.diagnoses[0], execution.attempts, 0)), "");
}

TEST(DiagnosisJsonTest, HoldsTheFieldsOfTheContract) {
  const json diagnosis = DiagnosisOf(RefusedUnknownIssuer());
  EXPECT_EQ(diagnosis["schema"], "shakedown.diagnosis/1");
  EXPECT_EQ(diagnosis["target"], json::parse(R"({"url":"https://localhost:8443/",
      "host":"localhost","port":8443,"address":"127.0.0.1","sni":"localhost"})"));
  EXPECT_EQ(diagnosis["outcome"], "refused");
  EXPECT_EQ(diagnosis["enforcement"], "required-tls");
  const json& cause = diagnosis["cause"];
  EXPECT_EQ(cause["id"], "certificate.untrusted-issuer");
  EXPECT_EQ(cause["certainty"], "likely");
  EXPECT_EQ(cause["fault"], "client");
  EXPECT_TRUE(cause.contains("summary") && cause.contains("explanation"));
  EXPECT_EQ(cause["evidence"][1]["event"], 12);
  EXPECT_EQ(cause["fixes"].size(), 2u);
  EXPECT_EQ(diagnosis["alternatives"][0]["id"], "server.misconfigured-trust");
}

TEST(DiagnosisJsonTest, AHandshakeHoldsWhatCrossedTheWire) {
  const json handshake = DiagnosisOf(RefusedUnknownIssuer())["handshakes"][0];
  EXPECT_EQ(handshake["purpose"], "as asked");
  EXPECT_EQ(handshake["version"], "TLSv1.3");
  EXPECT_EQ(handshake["cipher"], "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(handshake["resumed"], false);
  const json& request = handshake["certificate_request"];
  EXPECT_EQ(request["when"], "handshake");
  EXPECT_EQ(request["signature_algorithms"],
            json::parse(R"(["ecdsa_secp256r1_sha256","rsa_pss_rsae_sha256"])"));
  EXPECT_EQ(request["ca_names"][0]["dn"], "CN=Trusted Root,O=Example");
  EXPECT_EQ(request["ca_names"][0]["der"], ToHex(NameOf("CN=Trusted Root,O=Example").der));
  EXPECT_EQ(request["decode_errors"], json::array());
  EXPECT_EQ(handshake["client_certificate"]["sent"], true);
  EXPECT_EQ(handshake["client_certificate"]["chain"].size(), 2u);
  EXPECT_EQ(handshake["client_certificate"]["chain"][0]["subject"], "CN=alice,O=Example");
  EXPECT_EQ(handshake["client_certificate"]["chain"][0]["not_after"], "2026-12-19T00:00:00Z");
  EXPECT_EQ(handshake["alert"], json::parse(R"({"code":48,"name":"unknown_ca","from":"server",
      "phase":"after-finished"})"));
  EXPECT_EQ(handshake["closed"], "fin");
  EXPECT_FALSE(handshake.contains("http"));
}

TEST(DiagnosisJsonTest, EventNumbersAreThoseOfTheTrace) {
  const auto execution = RefusedUnknownIssuer();
  const json events = DiagnosisOf(execution)["handshakes"][0]["events"];
  ASSERT_EQ(events.size(), execution.attempts[0].trace.events.size());
  EXPECT_EQ(events[1],
            json::parse(R"({"t_ms":0.5,"from":"client","what":"ClientHello","bytes":517})"));
  EXPECT_EQ(events[12]["what"], "alert unknown_ca");
}

TEST(DiagnosisJsonTest, AnEmptyCertificateIsNotSent) {
  const json sent = DiagnosisOf(RefusedWithoutCertificate())["handshakes"][0];
  EXPECT_EQ(sent["client_certificate"], json::parse(R"({"sent":false,"chain":[]})"));
}

TEST(DiagnosisJsonTest, WhatIsNotKnownIsAbsent) {
  const json diagnosis = DiagnosisOf(Unreachable());
  EXPECT_THAT(Keys(diagnosis["handshakes"][0]),
              testing::UnorderedElementsAre("purpose", "identity", "sni", "events", "ladder"));
  EXPECT_FALSE(diagnosis["target"].contains("address"));
  EXPECT_FALSE(diagnosis.contains("client_profiles"));
}

TEST(DiagnosisJsonTest, RepeatedHeadersAreJoinedAndCookiesHidden) {
  auto execution = Accepted();
  for (attempt::Event& event : execution.attempts[0].trace.events) {
    if (auto* reply = std::get_if<attempt::HttpReply>(&event.body)) {
      reply->headers = {{"Via", "a"}, {"set-cookie", "id=secret"}, {"via", "b"}};
    }
  }
  const std::string text = DiagnosisJson(execution.diagnoses[0], execution.attempts, 0);
  EXPECT_EQ(json::parse(text)["handshakes"][0]["http"]["headers"],
            (json{{"Via", "a, b"}, {"set-cookie", "(not shown)"}}));
  EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST(DiagnosisJsonTest, AMalformedRequestComesWithItsBytes) {
  auto execution = RefusedUnknownIssuer();
  for (attempt::Event& event : execution.attempts[0].trace.events) {
    auto* message = std::get_if<attempt::Message>(&event.body);
    if (message == nullptr || message->type != tls::HandshakeType::kCertificateRequest) continue;
    message->raw = {0x0d, 0x00, 0x00, 0x01, 0xff};
    message->errors = {{DecodeErrorKind::kTruncated, "certificate_request_context", 4, "detail"}};
  }
  const json request = DiagnosisOf(execution)["handshakes"][0]["certificate_request"];
  EXPECT_EQ(request["raw"], "0d000001ff");
  EXPECT_EQ(request["decode_errors"][0],
            json::parse(R"({"field":"certificate_request_context","offset":4,"kind":"truncated",
                "detail":"detail"})"));
}

TEST(DiagnosisJsonTest, EvidenceNamesItsHandshakeIfThereAreSeveral) {
  auto execution = RefusedUnknownIssuer();
  execution.attempts.push_back(execution.attempts[0]);
  execution.diagnoses[0].cause.evidence[0].attempt = 1;
  const json diagnosis = json::parse(DiagnosisJson(execution.diagnoses[0], execution.attempts, 0));
  EXPECT_EQ(diagnosis["cause"]["evidence"][0]["handshake"], 1);
  EXPECT_EQ(diagnosis["subject"], 0);
  EXPECT_EQ(diagnosis["handshakes"].size(), 2u);
}

}  // namespace
}  // namespace shakedown::report
