#include "pki/read_chain.h"

#include <algorithm>

#include "ossl/error_queue.h"
#include "pki/read_facts.h"

namespace shakedown::pki {
namespace {

/// Chains that people use have two or three certificates; a hostile one may have hundreds.
constexpr size_t kMaxChecked = 12;

bool BearsIssuersName(X509* candidate, X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(candidate), X509_get_issuer_name(certificate)) == 0;
}

/// Nothing if the algorithm is not known here or the key cannot be read.
std::optional<bool> Verifies(X509* issuer, X509* certificate) {
  EVP_PKEY* const key = X509_get0_pubkey(issuer);
  if (key == nullptr) return std::nullopt;
  const int verified = X509_verify(certificate, key);
  return verified < 0 ? std::nullopt : std::optional(verified == 1);
}

std::optional<bool> VerifiedAmong(std::span<const ossl::X509Ptr> certificates, size_t index) {
  X509* const certificate = certificates[index].get();
  const size_t next = index + 1;
  if (next < certificates.size() && BearsIssuersName(certificates[next].get(), certificate)) {
    return Verifies(certificates[next].get(), certificate);
  }
  std::optional<bool> verified;
  for (size_t i = 0; i < std::min(certificates.size(), kMaxChecked); ++i) {
    if (i == index || !BearsIssuersName(certificates[i].get(), certificate)) continue;
    const std::optional<bool> by_this = Verifies(certificates[i].get(), certificate);
    if (by_this) verified = verified.value_or(false) || *by_this;
  }
  return verified;
}

}  // namespace

std::vector<attempt::CertificateFacts> ReadChain(std::span<const ossl::X509Ptr> certificates) {
  std::vector<attempt::CertificateFacts> facts;
  facts.reserve(certificates.size());
  for (size_t i = 0; i < certificates.size(); ++i) {
    facts.push_back(ReadFacts(certificates[i].get()));
    if (i >= kMaxChecked || facts.back().self_signed) continue;
    facts.back().signature_verified = VerifiedAmong(certificates, i);
  }
  ossl::ClearErrors();
  return facts;
}

}  // namespace shakedown::pki
