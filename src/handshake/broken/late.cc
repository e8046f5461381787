#include "handshake/broken/late.h"

#include "handshake/broken/admission.h"
#include "handshake/broken/deviation.h"
#include "handshake/broken/overlook.h"

namespace shakedown::handshake::broken {
namespace {

bool Strange(const Fault& fault) {
  return fault.error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         fault.error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

/// Whatever a session was begun with, where a certificate is asked for late it is taken for that of
/// somebody known.
bool Resumed(const Situation& situation) {
  return situation.facts.resumed && situation.request.target.starts_with("/private/");
}

/// Certificate and proof, in the way that all rules below vary.
bool IsWhole(const LateAnswer& answer) {
  return answer.certificate && !answer.empty && answer.proof && answer.trusted;
}

bool Declined(const LateAnswer& answer) {
  return answer.modern && answer.asked && answer.certificate && answer.empty && !answer.proof;
}
bool DeclinedBefore13(const LateAnswer& answer) { return !answer.modern && answer.empty; }
bool FinishedOnly(const LateAnswer& answer) {
  return answer.modern && answer.asked && !answer.certificate && !answer.proof;
}
bool NoProof(const LateAnswer& answer) {
  return answer.modern && answer.asked && answer.certificate && !answer.empty && !answer.proof;
}
bool AnyProof(const LateAnswer& answer) {
  return answer.modern && answer.asked && answer.same_context && IsWhole(answer);
}
bool AnyContext(const LateAnswer& answer) {
  return answer.modern && answer.asked && !answer.same_context && IsWhole(answer);
}
bool Unasked(const LateAnswer& answer) {
  return answer.modern && !answer.asked && answer.offered && IsWhole(answer);
}
bool UnaskedAndUnoffered(const LateAnswer& answer) {
  return answer.modern && !answer.asked && !answer.offered && IsWhole(answer);
}

bool Plainly(const AnotherHello& hello) { return hello.secure && !hello.renamed && !hello.http2; }
bool Unbound(const AnotherHello& hello) { return !hello.secure; }
bool InHttp2(const AnotherHello& hello) { return hello.http2; }
bool Renamed(const AnotherHello& hello) { return hello.renamed; }

constexpr LateRules kAsUsual = {};
constexpr LateRules kDeclined = {.takes = Declined};
constexpr LateRules kDeclinedBefore13 = {.takes = DeclinedBefore13};
constexpr LateRules kFinishedOnly = {.takes = FinishedOnly};
constexpr LateRules kNoProof = {.takes = NoProof};
constexpr LateRules kAnyProof = {.takes = AnyProof};
constexpr LateRules kAnyContext = {.takes = AnyContext};
constexpr LateRules kUnasked = {.takes = Unasked};
constexpr LateRules kUnoffered = {.takes = UnaskedAndUnoffered};
constexpr LateRules kImpatient = {.impatient = true};
constexpr LateRules kUnbound = {.renegotiates = Unbound};
constexpr LateRules kInHttp2 = {.renegotiates = InHttp2};
constexpr LateRules kRenamed = {.renegotiates = Renamed};
constexpr LateRules kChanged = {.renegotiates = Plainly, .clings = Clings::kToFirst};
constexpr LateRules kDropped = {.renegotiates = Plainly, .clings = Clings::kToDropped};

}  // namespace

std::vector<Deviation> LateDeviations() {
  // A peer that takes part in renegotiations shows that to whoever starts one.
  const std::vector<std::string_view> started = {"reneg-client-refused",
                                                 "reneg-client-refused.later"};
  return {
      {.id = "pha-decline", .late = &kDeclined},
      {.id = "pha-bad-chain",
       .verify = Overlook<Strange>,
       .also = {"reneg-gate.bad"},
       .late = &kAsUsual},
      {.id = "pha-finished-only", .late = &kFinishedOnly},
      {.id = "pha-no-cv", .late = &kNoProof},
      {.id = "pha-bad-sig", .also = {"pha-bad-sig.key"}, .late = &kAnyProof},
      {.id = "pha-wrong-context", .late = &kAnyContext},
      {.id = "pha-gate", .late = &kImpatient},
      {.id = "pha-unsolicited", .late = &kUnasked},
      {.id = "cc-after-handshake", .late = &kUnoffered},
      {.id = "pha-ticket-state", .admits = Resumed, .late = &kAsUsual},
      {.id = "reneg-gate", .late = &kDeclinedBefore13},
      {.id = "reneg-legacy-refused", .late = &kUnbound},
      {.id = "reneg-h2", .late = &kInHttp2},
      {.id = "reneg-identity-change", .also = started, .late = &kChanged},
      {.id = "reneg-drop-cert", .also = started, .late = &kDropped},
      {.id = "sni-reneg-change", .late = &kRenamed},
  };
}

const LateRules* LateRulesOf(std::string_view id) {
  const Deviation* const deviation = id.empty() ? nullptr : FindDeviation(id);
  return deviation == nullptr ? nullptr : deviation->late;
}

}  // namespace shakedown::handshake::broken
