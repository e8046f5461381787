#include "pki/order_chain.h"

#include <algorithm>

#include "ossl/error_queue.h"
#include "pki/read_facts.h"

namespace shakedown::pki {
namespace {

bool IsValidAt(X509* certificate, UtcSeconds now) {
  const auto from = ToUtc(X509_get0_notBefore(certificate));
  const auto to = ToUtc(X509_get0_notAfter(certificate));
  return from && to && *from <= now && now <= *to;
}

bool NamesMatch(X509* issuer, X509* subject) {
  return X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(subject)) == 0;
}

bool IsSelfSigned(X509* certificate) { return Issued(certificate, certificate); }

/// The best issuer of `subject`: its key must fit, valid ones first. A certificate of the right
/// name and another key does not link.
X509* FindIssuer(X509* subject, std::span<const ossl::X509Ptr> pool, UtcSeconds now) {
  X509* found = nullptr;
  for (const ossl::X509Ptr& candidate : pool) {
    if (X509_cmp(candidate.get(), subject) == 0) continue;
    if (found != nullptr && !IsValidAt(candidate.get(), now)) continue;
    if (!Issued(candidate.get(), subject)) continue;
    found = candidate.get();
    if (IsValidAt(found, now)) break;
  }
  return found;
}

}  // namespace

bool Issued(X509* issuer, X509* subject) {
  if (!NamesMatch(issuer, subject)) return false;
  EVP_PKEY* const key = X509_get0_pubkey(issuer);
  const bool verified = key != nullptr && X509_verify(subject, key) == 1;
  ossl::ClearErrors();
  return verified;
}

std::vector<ossl::X509Ptr> OrderChain(X509* leaf, std::span<const ossl::X509Ptr> pool,
                                      UtcSeconds now) {
  std::vector<ossl::X509Ptr> chain;
  if (IsSelfSigned(leaf)) return chain;
  for (X509* current = leaf; chain.size() < pool.size();) {
    current = FindIssuer(current, pool, now);
    if (current == nullptr || IsSelfSigned(current)) break;
    // Two CAs that certified each other form a circle.
    const bool seen = X509_cmp(current, leaf) == 0 ||
                      std::any_of(chain.begin(), chain.end(), [&](const ossl::X509Ptr& link) {
                        return X509_cmp(link.get(), current) == 0;
                      });
    if (seen) break;
    chain.push_back(ossl::UpRef(current));
  }
  return chain;
}

X509* FindLeaf(EVP_PKEY* key, std::span<const ossl::X509Ptr> pool, UtcSeconds now) {
  X509* found = nullptr;
  for (const ossl::X509Ptr& candidate : pool) {
    EVP_PKEY* const public_key = X509_get0_pubkey(candidate.get());
    if (public_key == nullptr || EVP_PKEY_eq(public_key, key) != 1) continue;
    if (found == nullptr || (!IsValidAt(found, now) && IsValidAt(candidate.get(), now))) {
      found = candidate.get();
    }
  }
  ossl::ClearErrors();
  return found;
}

}  // namespace shakedown::pki
