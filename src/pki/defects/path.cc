// Intermediates that must not have issued what stands below them, and some that may, oddly.
#include <array>

#include "pki/defects/family.h"
#include "pki/extensions.h"

namespace shakedown::pki::defects {
namespace {

/// RFC 3820 section 3.8.
constexpr const char* kProxyCertInfo = "1.3.6.1.5.5.7.1.14";
/// RFC 5280 section 4.2.1.11.
constexpr const char* kPolicyConstraints = "2.5.29.36";
constexpr const char* kProxyName = "proxy";

/// The change only of the topmost intermediate.
template <void (*change)(CertificatePlan*)>
void AtTop(int number, CertificatePlan* plan) {
  if (number == 0) change(plan);
}

void NotCa(CertificatePlan* plan) { plan->ca = false; }
void NoConstraints(CertificatePlan* plan) { plan->basic_constraints = false; }
void Version1(CertificatePlan* plan) { plan->extensions = false; }
void NoCertSign(CertificatePlan* plan) { plan->key_usage = {kCrlSignBit}; }
void Critical(CertificatePlan* plan) { plan->edit = AddUnknownCritical; }
void EkuServer(CertificatePlan* plan) { plan->extended_key_usage = {NID_server_auth}; }
void NoCaBelow(CertificatePlan* plan) { plan->path_length = 0; }

/// An end-entity certificate of a client in the place of a CA.
void IsLeaf(CertificatePlan* plan) {
  plan->ca = false;
  plan->key_usage = {kDigitalSignatureBit};
  plan->extended_key_usage = {NID_client_auth};
}

/// requireExplicitPolicy [0] of 0: from here on there must be a policy.
void ExplicitPolicy(CertificatePlan* plan) {
  plan->edit = [](X509* certificate) {
    constexpr uint8_t kFromHere[] = {0x30, 0x03, 0x80, 0x01, 0x00};
    return AddRawExtension(certificate, kPolicyConstraints, kFromHere, true);
  };
}

/// The second one bears the name of the first, which allows no CA below itself: a new key of the
/// same CA, that does not count (RFC 5280 section 6.1.4 (l)).
void SelfIssuedBelowLimit(int number, CertificatePlan* plan) {
  if (number == 0) NoCaBelow(plan);
  if (number == 1) plan->subject.reset(X509_NAME_dup(plan->issuer.get()));
}

/// Issued by a client, as its name says (RFC 3820 section 3.4).
void IsProxy(CertificatePlan* plan) {
  plan->subject.reset(X509_NAME_dup(plan->issuer.get()));
  X509_NAME_add_entry_by_NID(plan->subject.get(), NID_commonName, MBSTRING_UTF8,
                             AsBytes(kProxyName).data(), -1, -1, 0);
  plan->basic_constraints = false;
  plan->edit = [](X509* certificate) {
    // ProxyPolicy with id-ppl-inheritAll (1.3.6.1.5.5.7.21.1).
    constexpr uint8_t kInheritAll[] = {0x30, 0x0c, 0x30, 0x0a, 0x06, 0x08, 0x2b,
                                       0x06, 0x01, 0x05, 0x05, 0x07, 0x15, 0x01};
    return AddRawExtension(certificate, kProxyCertInfo, kInheritAll, true);
  };
}

}  // namespace

std::span<const Row> PathDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kIntermediateNotCa, "intermediate-not-ca", nullptr, AtTop<NotCa>, 1},
      {Defect::kIntermediateNoConstraints, "intermediate-no-constraints", nullptr,
       AtTop<NoConstraints>, 1},
      {Defect::kIntermediateVersion1, "intermediate-version-1", nullptr, AtTop<Version1>, 1},
      {Defect::kIntermediateNoCertSign, "intermediate-no-cert-sign", nullptr, AtTop<NoCertSign>, 1},
      {Defect::kIntermediateCritical, "intermediate-critical-extension", nullptr, AtTop<Critical>,
       1},
      {Defect::kIntermediateEkuServer, "intermediate-eku-server", nullptr, AtTop<EkuServer>, 1},
      // A limit on the length shows with another authority below the one that has it.
      {Defect::kIntermediatePathLength, "intermediate-path-length", nullptr, AtTop<NoCaBelow>, 2},
      {Defect::kIntermediateIsLeaf, "intermediate-is-leaf", nullptr, AtTop<IsLeaf>, 1},
      {Defect::kIntermediateSelfIssued, "intermediate-self-issued", nullptr, SelfIssuedBelowLimit,
       2},
      {Defect::kIntermediateExplicitPolicy, "intermediate-explicit-policy", nullptr,
       AtTop<ExplicitPolicy>, 1},
      {.defect = Defect::kIntermediateExpiredCopy,
       .word = "intermediate-expired-copy",
       .intermediates = 1,
       .expired_copy = true},
      {Defect::kProxyCertificate, "proxy-certificate", IsProxy, AtTop<IsLeaf>, 1},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
