#include "run/identities.h"

#include <utility>

#include "core/text.h"
#include "pki/make_identity.h"
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
  std::once_flag base_made;
  PreparedIdentity base;  ///< with its own chain
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
      slot->prepared = Presented(slot);
    } else {
      slot->prepared.facts.name = kNone;
    }
  });
  return &slot->prepared;
}

const PreparedIdentity& IdentityStore::Base(Slot* slot) {
  std::call_once(slot->base_made, [this, slot] { slot->base = Make(*slot->model); });
  return slot->base;
}

PreparedIdentity IdentityStore::Presented(Slot* slot) {
  const PreparedIdentity& base = Base(slot);
  if (slot->model->presents.empty() || base.identity == nullptr) return base;
  Result<IdentityModel> model = scenario::Substituted(*slot->model, variables_);
  if (!model) return Failed(*slot->model, std::move(model).error());
  const auto parts = scenario::ParsePresented(model->presents);
  if (!parts) {
    return Failed(*model, Error(ErrorCode::kSuite,
                                "presents='" + Printable(model->presents) + "' is not understood")
                              .At(model->position));
  }
  Result<std::vector<ossl::X509Ptr>> chain = PresentedChain(slot, *parts);
  if (!chain && chain.error().code() == ErrorCode::kUnsupported) {
    return Skipped(*model, "cannot be presented so: " + chain.error().message());
  }
  if (!chain) return Failed(*model, std::move(chain).error());
  return Usable(*model, pki::WithChain(*base.identity, std::move(*chain)));
}

Result<std::vector<ossl::X509Ptr>> IdentityStore::PresentedChain(
    Slot* slot, std::span<const scenario::PresentedPart> parts) {
  using Kind = scenario::PresentedPart::Kind;
  std::vector<ossl::X509Ptr> chain;
  for (const scenario::PresentedPart& part : parts) {
    Slot* const owner = part.identity.empty() ? slot : Find(part.identity);
    const pki::IdentityPtr lender =
        owner == nullptr || owner->model == nullptr ? nullptr : Base(owner).identity;
    if (lender == nullptr && owner != nullptr && owner->model != nullptr &&
        !owner->base.skip_reason.empty()) {
      return Error(ErrorCode::kUnsupported, owner->base.skip_reason);
    }
    if (lender == nullptr) {
      return Error(ErrorCode::kSuite, "there is no certificate of '" + part.identity + "'")
          .WithHint("presents names identities of this suite that can be made in this run");
    }
    if (part.kind == Kind::kNumber && part.number > lender->chain.size()) {
      return Error(ErrorCode::kSuite, "there is no certificate number " +
                                          std::to_string(part.number) + " above '" + lender->name +
                                          "'")
          .WithHint("its chain has " + std::to_string(lender->chain.size()));
    }
    std::vector<ossl::X509Ptr> taken;
    if (part.kind == Kind::kLeaf) taken.push_back(ossl::UpRef(lender->leaf.get()));
    if (part.kind == Kind::kNumber) {
      taken.push_back(ossl::UpRef(lender->chain[part.number - 1].get()));
    }
    if (part.kind == Kind::kChain) taken = pki::UpRefAll(lender->chain);
    if (part.kind == Kind::kRoot) {
      Result<ossl::X509Ptr> root = RootOf(*owner->model);
      if (!root) return std::move(root).error();
      taken.push_back(std::move(*root));
    }
    for (size_t i = 0; i < part.times; ++i) {
      for (ossl::X509Ptr& one : pki::UpRefAll(taken)) chain.push_back(std::move(one));
    }
  }
  return chain;
}

Result<ossl::X509Ptr> IdentityStore::RootOf(const IdentityModel& model) {
  Result<Issuer> issuer = model.mint.empty() ? Issuer{} : authorities_->For(model.issuer);
  if (!issuer) return std::move(issuer).error();
  X509* const root = issuer->authority == nullptr ? nullptr : issuer->authority->certificate.get();
  if (root != nullptr && X509_self_signed(root, 0) == 1) return ossl::UpRef(root);
  return Error(ErrorCode::kUnsupported, "the root above identity '" + model.id + "' is not known")
      .WithHint("mint it below a CA that is a root");
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

/// The certificate names a responder, which answers for it from now on.
Result<pki::IdentityPtr> IdentityStore::MintAnswered(const IdentityModel& model,
                                                     const pki::Authority& issuer,
                                                     pki::MintRequest request) {
  const auto manner = pki::OcspMannerFromName(model.ocsp);
  if (!manner || request.intermediates > 0 || !responder_) {
    return Error(ErrorCode::kSuite, "nobody can answer ocsp='" + Printable(model.ocsp) + "'")
        .WithHint("ocsp goes with an issuer that answers itself: intermediates=\"0\"")
        .At(model.position);
  }
  const Result<handshake::OcspResponder*> responder = responder_();
  if (!responder) return responder.error();
  request.ocsp_url = (*responder)->NewUrl();
  Result<pki::IdentityPtr> identity = pki::Mint(issuer, request);
  if (!identity) return identity;
  Result<void> answered =
      (*responder)->AnswerFor(request.ocsp_url, issuer, (*identity)->leaf.get(), *manner);
  if (!answered) return answered.error();
  return identity;
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
  Result<pki::IdentityPtr> identity = model.ocsp.empty()
                                          ? pki::Mint(*issuer->authority, *request)
                                          : MintAnswered(model, *issuer->authority, *request);
  if (identity) return Usable(model, std::move(*identity));
  return Failed(model, std::move(identity).error());
}

}  // namespace shakedown::run
