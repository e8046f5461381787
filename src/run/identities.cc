#include "run/identities.h"

#include <utility>

#include "core/text.h"
#include "run/mint_request.h"
#include "run/target_settings.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using scenario::IdentityModel;

constexpr std::string_view kNone = "none";

PreparedIdentity Unusable(const IdentityModel& model, Error error) {
  PreparedIdentity prepared;
  prepared.facts.name = model.id;
  prepared.facts.present = true;
  prepared.facts.unusable = error;
  prepared.unusable = std::move(error);
  return prepared;
}

PreparedIdentity Failed(const IdentityModel& model, Error error) {
  PreparedIdentity prepared;
  prepared.facts.name = model.id;
  error.AddContext("identity '" + model.id + "'");
  prepared.error = std::move(error);
  return prepared;
}

PreparedIdentity Skipped(const IdentityModel& model, std::string reason) {
  PreparedIdentity prepared;
  prepared.facts.name = model.id;
  prepared.skip_reason = "identity '" + model.id + "' " + std::move(reason);
  return prepared;
}

PreparedIdentity Usable(const IdentityModel& model, pki::IdentityPtr identity) {
  PreparedIdentity prepared;
  prepared.facts = identity->facts;
  prepared.facts.name = model.id;
  prepared.facts.present = true;
  prepared.identity = std::move(identity);
  return prepared;
}

}  // namespace

struct IdentityStore::Slot {
  const IdentityModel* model = nullptr;  ///< null for "none"
  std::once_flag made;
  PreparedIdentity prepared;
  std::mutex mutex;  ///< guards facts
  std::map<const pki::TrustStore*, std::shared_ptr<const attempt::IdentityFacts>> facts;
};

IdentityStore::IdentityStore(const scenario::SuiteModel& suite,
                             const scenario::Variables& variables, Authorities* authorities,
                             Revocation revocation)
    : suite_(suite),
      variables_(variables),
      authorities_(authorities),
      revocation_(std::move(revocation)) {
  for (const IdentityModel& model : suite.identities) {
    auto slot = std::make_unique<Slot>();
    slot->model = &model;
    slots_[model.id] = std::move(slot);
  }
  slots_[std::string(kNone)] = std::make_unique<Slot>();
}

IdentityStore::~IdentityStore() = default;

IdentityStore::Slot* IdentityStore::Find(std::string_view id) const {
  const auto found = slots_.find(id);
  return found == slots_.end() ? nullptr : found->second.get();
}

const PreparedIdentity* IdentityStore::Get(std::string_view id) {
  Slot* slot = Find(id);
  if (slot == nullptr) return nullptr;
  std::call_once(slot->made, [this, slot] {
    if (slot->model != nullptr) {
      slot->prepared = Make(*slot->model);
    } else {
      slot->prepared.facts.name = kNone;
    }
  });
  return &slot->prepared;
}

std::shared_ptr<const attempt::IdentityFacts> IdentityStore::FactsFor(
    std::string_view id, const pki::TrustStorePtr& trust) {
  const PreparedIdentity* prepared = Get(id);
  if (prepared == nullptr) return nullptr;
  Slot* slot = Find(id);
  const std::lock_guard lock(slot->mutex);
  std::shared_ptr<const attempt::IdentityFacts>& cached = slot->facts[trust.get()];
  if (cached != nullptr) return cached;
  auto facts = std::make_shared<attempt::IdentityFacts>(prepared->facts);
  if (trust != nullptr && prepared->identity != nullptr) {
    const pki::Identity& identity = *prepared->identity;
    facts->path =
        pki::CheckPath(identity.leaf.get(), identity.chain, identity.withheld, *trust, {});
  }
  cached = std::move(facts);
  return cached;
}

std::vector<std::string_view> IdentityStore::Ids() const {
  std::vector<std::string_view> ids;
  for (const auto& [id, slot] : slots_) ids.push_back(id);
  return ids;
}

PreparedIdentity IdentityStore::Make(const IdentityModel& raw) {
  Result<IdentityModel> model = scenario::Substituted(raw, variables_);
  if (!model) return Failed(raw, std::move(model).error());
  return model->mint.empty() ? Load(*model) : Mint(*model);
}

PreparedIdentity IdentityStore::Load(const IdentityModel& model) const {
  pki::IdentityFiles files;
  files.name = model.id;
  files.certificate = BesideSuite(suite_, model.certificate);
  files.key = BesideSuite(suite_, model.key);
  for (const std::string_view path : Words(model.chain)) {
    files.chain.push_back(BesideSuite(suite_, std::string(path)));
  }
  files.pkcs12 = BesideSuite(suite_, model.pkcs12);
  files.passphrase = PassphraseBesideSuite(suite_, model.passphrase);
  Result<pki::IdentityPtr> identity = pki::LoadIdentity(files);
  if (identity) return Usable(model, std::move(*identity));
  return Unusable(model, std::move(identity).error());
}

std::string IdentityStore::WhyNotRevoked(const IdentityModel& model) const {
  // Revocation by a CA that nobody trusts says nothing; only the trusted one needs a list.
  if (model.issuer != "trusted" || revocation_.possible) return "";
  return revocation_.why_not;
}

PreparedIdentity IdentityStore::Mint(const IdentityModel& model) {
  Result<pki::MintRequest> request = ToMintRequest(model);
  if (!request) return Failed(model, std::move(request).error());
  Result<Issuer> issuer = authorities_->For(model.issuer);
  if (!issuer) return Failed(model, std::move(issuer).error());
  if (!issuer->unavailable.empty()) return Skipped(model, issuer->unavailable);
  if (request->flaw == pki::Flaw::kRevoked) {
    if (std::string why = WhyNotRevoked(model); !why.empty()) return Skipped(model, why);
    if (!revocation_.serials.empty() && model.issuer == "trusted") {
      const size_t turn = next_serial_.fetch_add(1) % revocation_.serials.size();
      request->serial = revocation_.serials[turn];
    }
  }
  Result<pki::IdentityPtr> identity = pki::Mint(*issuer->authority, *request);
  if (identity) return Usable(model, std::move(*identity));
  return Failed(model, std::move(identity).error());
}

}  // namespace shakedown::run
