// A run in which every text is hostile, whether it comes from a peer, a certificate, a suite file
// or a file name.
#pragma once

#include <memory>
#include <string>

#include "tests/support/case_builder.h"
#include "tests/support/hostile_text.h"

namespace shakedown::testing_support {

/// DER of a Name with one CN of any octets (at most 100): tag 12 (UTF8String).
inline tls::DistinguishedName HostileName(HostileText& text) {
  const std::string cn = text.Next().substr(0, 100);
  Bytes value = {0x0c, static_cast<uint8_t>(cn.size())};
  value.insert(value.end(), cn.begin(), cn.end());
  const Bytes oid = {0x06, 0x03, 0x55, 0x04, 0x03};
  Bytes der = {0x30, static_cast<uint8_t>(value.size() + 9),
               0x31, static_cast<uint8_t>(value.size() + 7),
               0x30, static_cast<uint8_t>(value.size() + 5)};
  der.insert(der.end(), oid.begin(), oid.end());
  der.insert(der.end(), value.begin(), value.end());
  return tls::DecodeDistinguishedName(der).value;
}

inline attempt::CertificateFacts HostileCertificate(HostileText& text) {
  attempt::CertificateFacts facts = CertificateOf("CN=x", "CN=y");
  facts.subject = HostileName(text);
  facts.issuer = HostileName(text);
  facts.serial = text.Next();
  facts.signature_algorithm = text.Next();
  facts.sha256 = text.Next();
  facts.key.curve = text.Next();
  return facts;
}

inline diagnosis::Finding HostileFinding(HostileText& text) {
  diagnosis::Finding finding = FindingOf("certificate.expired", diagnosis::Certainty::kLikely,
                                         diagnosis::Fault::kCertificate, text.Next());
  finding.explanation = text.Next();
  finding.evidence = {{text.Next(), 0, 1}, {text.Next(), 0, -1}};
  finding.fixes = {text.Next(), text.Next()};
  return finding;
}

inline attempt::Attempt HostileAttempt(HostileText& text) {
  attempt::HttpReply reply;
  reply.status = 400;
  reply.reason = text.Next();
  reply.title = text.Next();
  for (int i = 0; i < 4; ++i) reply.headers.emplace_back(text.Next(), text.Next());
  reply.headers.emplace_back("Server", text.Next());
  tls::CertificateRequest request;
  request.version = tls::Version::kTls12;
  for (int i = 0; i < 3; ++i) request.ca_names.push_back(HostileName(text));
  attempt::Message message{
      attempt::Side::kServer, tls::HandshakeType::kCertificateRequest, Bytes(20), request, {}};
  message.errors = {{DecodeErrorKind::kBadDer, text.Next(), 3, text.Next()}};
  attempt::NotTls not_tls;
  const std::string first = text.Next();
  not_tls.first.assign(first.begin(), first.end());
  attempt::ServerChecked checked;
  checked.chain = {HostileCertificate(text)};
  checked.checked = true;
  checked.problem = text.Next();
  attempt::HandshakeReturned returned{
      true, tls::Version::kTls12, text.Next(), text.Next(), text.Next(), false, 0, 0};
  TraceBuilder builder;
  builder
      .Add(attempt::ConnectFailed{attempt::ConnectFailed::Reason::kOther, text.Next(), text.Next()})
      .Add(attempt::Connected{text.Next(), 1})
      .Add(attempt::ProxyReply{0, true, 200, text.Next()})
      .ClientHello(text.Next())
      .Add(message)
      .Certificate(attempt::Side::kClient, 1)
      .Add(returned)
      .Add(checked)
      .Add(reply)
      .Add(not_tls)
      .Closed();
  attempt::Attempt attempt =
      AttemptOf(builder.Build(), IdentityOf(text.Next(), {HostileCertificate(text)}));
  attempt.purpose = text.Next();
  attempt.spec.target.endpoint.host = text.Next();
  attempt.spec.target.path = text.Next();
  attempt.spec.sni = text.Next();
  return attempt;
}

inline run::CaseExecution HostileExecution(HostileText& text, run::Verdict verdict) {
  diagnosis::Diagnosis diagnosis;
  diagnosis.outcome = diagnosis::Outcome::kRefused;
  diagnosis.stage = text.Next();
  diagnosis.observed = text.Next();
  diagnosis.cause = HostileFinding(text);
  diagnosis.alternatives = {HostileFinding(text)};
  run::CaseExecution execution = ExecutionOf(verdict, HostileAttempt(text), std::move(diagnosis));
  execution.message = text.Next();
  execution.checks = {{false, text.Next(), text.Next(), text.Next(), text.Next()}};
  if (verdict == run::Verdict::kError) {
    execution.errors.push_back(Error(ErrorCode::kFormat, text.Next())
                                   .WithHint(text.Next())
                                   .At({text.Next(), 3, 2, text.Next()})
                                   .AddContext(text.Next()));
  }
  return execution;
}

inline std::unique_ptr<RunFixture> HostileRun(uint32_t seed) {
  HostileText text(seed);
  auto run = std::make_unique<RunFixture>();
  run->Suite("s" + text.Next(), text.Next());
  const auto add = [&](run::Verdict verdict) {
    run::CaseResult& result =
        run->Add("c" + text.Next(), text.Next(), text.Next(), HostileExecution(text, verdict));
    result.reproduce = text.Next();
  };
  add(run::Verdict::kPassed);
  add(run::Verdict::kFailed);
  add(run::Verdict::kError);
  add(run::Verdict::kFailed);
  run->results().back().executions.push_back(HostileExecution(text, run::Verdict::kFailed));
  add(run::Verdict::kFailed);
  run->MarkKnownFailure(text.Next());
  run->AddSkipped("skip" + text.Next(), text.Next(), text.Next());
  run->info().target_url = text.Next();
  run->info().target_address = text.Next();
  run->info().tls_library = text.Next();
  run->info().shard = text.Next();
  run->Prepare();
  return run;
}

}  // namespace shakedown::testing_support
