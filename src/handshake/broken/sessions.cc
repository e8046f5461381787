// Peers that are careless with sessions, early data, revocation and their configuration.
#include "handshake/broken/deviation.h"

namespace shakedown::handshake::broken {
namespace {

enum class Where { kLeaf, kAbove };

template <Where where>
int OverlookRevoked(int good, X509_STORE_CTX* path) noexcept {
  const bool above = X509_STORE_CTX_get_error_depth(path) > 0;
  if (good == 1) return 1;
  if (X509_STORE_CTX_get_error(path) != X509_V_ERR_CERT_REVOKED) return 0;
  if (above != (where == Where::kAbove)) return 0;
  X509_STORE_CTX_set_error(path, X509_V_OK);
  return 1;
}

int OverlookMissingList(int good, X509_STORE_CTX* path) noexcept {
  if (good == 1) return 1;
  if (X509_STORE_CTX_get_error(path) != X509_V_ERR_UNABLE_TO_GET_CRL) return 0;
  X509_STORE_CTX_set_error(path, X509_V_OK);
  return 1;
}

int OverlookBadList(int good, X509_STORE_CTX* path) noexcept {
  if (good == 1) return 1;
  const int error = X509_STORE_CTX_get_error(path);
  if (error != X509_V_ERR_CRL_HAS_EXPIRED && error != X509_V_ERR_CRL_SIGNATURE_FAILURE) return 0;
  X509_STORE_CTX_set_error(path, X509_V_OK);
  return 1;
}

}  // namespace

std::vector<Deviation> SessionDeviations() {
  return {
      {.id = "resume-after-expiry",
       .also = {"resume-lifetime.certificate"},
       .lapse = Lapse::kExpiry},
      {.id = "resume-anon-ticket", .also = {"early-anon-ticket"}, .lapse = Lapse::kAnonymous},
      {.id = "resume-cross-ca", .lapse = Lapse::kForeignTrust},
      // What is trusted at another port is another trust, as after a change of it.
      {.id = "resume-after-ca-removal", .also = {"resume-cross-port"}, .lapse = Lapse::kTrust},
      {.id = "resume-after-revocation", .also = {"rev-resumption"}, .lapse = Lapse::kRevocation},
      {.id = "resume-policy-tightened", .lapse = Lapse::kPolicy},
      {.id = "resume-identity-kept",
       .also = {"resume-identity-kept.same"},
       .lapse = Lapse::kIdentity},
      {.id = "resume-tampered-ticket", .lapse = Lapse::kIntegrity},
      {.id = "resume-chain-endless", .lapse = Lapse::kAge},
      {.id = "resume-ems", .also = {"resume-ems.reverse"}, .lapse = Lapse::kMasterSecret},
      {.id = "early-identity", .lapse = Lapse::kEarly},
      {.id = "early-replay", .lapse = Lapse::kReplay},
      {.id = "early-anon-ticket", .also = {"resume-anon-ticket"}, .lapse = Lapse::kEarlyHost},
      {.id = "rev-crl-leaf",
       .verify = OverlookRevoked<Where::kLeaf>,
       .also = {"rev-crl-leaf.given"}},
      {.id = "rev-crl-int", .verify = OverlookRevoked<Where::kAbove>},
      {.id = "rev-crl-missing", .verify = OverlookMissingList},
      {.id = "rev-crl-stale", .verify = OverlookBadList},
      {.id = "rev-ocsp-revoked", .lapse = Lapse::kOcspStatus},
      {.id = "rev-ocsp-down", .also = {"rev-ocsp-down.hang"}, .lapse = Lapse::kOcspSilence},
      {.id = "rev-ocsp-forged", .lapse = Lapse::kOcspSignature},
      {.id = "conf-ca-missing", .lapse = Lapse::kNoTrust},
      {.id = "conf-optional-gate", .insists = false, .host = "application.test"},
  };
}

bool Forgets(std::string_view id, Lapse lapse) {
  if (id.empty()) return false;
  const Deviation* const deviation = FindDeviation(id);
  return deviation != nullptr && deviation->lapse == lapse;
}

}  // namespace shakedown::handshake::broken
