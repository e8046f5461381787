#include "pki/make_identity.h"

#include <algorithm>
#include <utility>

#include "ossl/error_queue.h"
#include "pki/read_chain.h"

namespace shakedown::pki {
namespace {

/// Of all certificates together: an issuer may be among those that are withheld.
void TakeFacts(X509* leaf, std::span<const ossl::X509Ptr> chain,
               std::span<const ossl::X509Ptr> withheld, attempt::IdentityFacts* facts) {
  std::vector<ossl::X509Ptr> all;
  all.push_back(ossl::UpRef(leaf));
  for (const ossl::X509Ptr& certificate : chain) all.push_back(ossl::UpRef(certificate.get()));
  for (const ossl::X509Ptr& certificate : withheld) all.push_back(ossl::UpRef(certificate.get()));
  facts->chain = ReadChain(all);
  const auto first_withheld = facts->chain.begin() + static_cast<std::ptrdiff_t>(1 + chain.size());
  facts->withheld.assign(first_withheld, facts->chain.end());
  facts->chain.erase(first_withheld, facts->chain.end());
}

}  // namespace

std::vector<ossl::X509Ptr> UpRefAll(std::span<const ossl::X509Ptr> certificates) {
  std::vector<ossl::X509Ptr> copies;
  copies.reserve(certificates.size());
  for (const ossl::X509Ptr& certificate : certificates) {
    copies.push_back(ossl::UpRef(certificate.get()));
  }
  return copies;
}

IdentityPtr MakeIdentity(std::string name, ossl::X509Ptr leaf, std::vector<ossl::X509Ptr> chain,
                         std::vector<ossl::X509Ptr> withheld, ossl::PkeyPtr key) {
  auto identity = std::make_shared<Identity>();
  attempt::IdentityFacts& facts = identity->facts;
  facts.name = name;
  facts.present = true;
  TakeFacts(leaf.get(), chain, withheld, &facts);
  facts.key_matches = X509_check_private_key(leaf.get(), key.get()) == 1;
  ossl::ClearErrors();
  identity->name = std::move(name);
  identity->leaf = std::move(leaf);
  identity->chain = std::move(chain);
  identity->withheld = std::move(withheld);
  identity->key = std::move(key);
  return identity;
}

IdentityPtr WithChain(const Identity& identity, std::vector<ossl::X509Ptr> chain) {
  std::vector<ossl::X509Ptr> withheld;
  for (const auto* known : {&identity.chain, &identity.withheld}) {
    for (const ossl::X509Ptr& one : *known) {
      const bool shown = std::any_of(chain.begin(), chain.end(), [&one](const auto& other) {
        return X509_cmp(one.get(), other.get()) == 0;
      });
      if (!shown) withheld.push_back(ossl::UpRef(one.get()));
    }
  }
  return MakeIdentity(identity.name, ossl::UpRef(identity.leaf.get()), std::move(chain),
                      std::move(withheld), ossl::UpRef(identity.key.get()));
}

}  // namespace shakedown::pki
