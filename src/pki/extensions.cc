#include "pki/extensions.h"

#include <memory>

#include "ossl/handles.h"

namespace shakedown::pki {
namespace {

constexpr const char* kUnknownExtension = "1.3.6.1.4.1.32473.99";

using ObjectPtr = std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>>;
using ConstraintsPtr = std::unique_ptr<NAME_CONSTRAINTS, ossl::Deleter<NAME_CONSTRAINTS_free>>;
using SubtreePtr = std::unique_ptr<GENERAL_SUBTREE, ossl::Deleter<GENERAL_SUBTREE_free>>;

SubtreePtr Subtree(int type, const std::string& tree) {
  SubtreePtr subtree(GENERAL_SUBTREE_new());
  GENERAL_NAME* const name = a2i_GENERAL_NAME(nullptr, nullptr, nullptr, type, tree.c_str(), 0);
  if (subtree == nullptr || name == nullptr) {
    GENERAL_NAME_free(name);
    return nullptr;
  }
  GENERAL_NAME_free(subtree->base);
  subtree->base = name;
  return subtree;
}

}  // namespace

bool AddRawExtension(X509* certificate, const char* oid, ByteSpan value, bool critical) {
  const ObjectPtr type(OBJ_txt2obj(oid, 1));
  const ossl::OctetStringPtr octets(ASN1_OCTET_STRING_new());
  if (type == nullptr || octets == nullptr ||
      ASN1_OCTET_STRING_set(octets.get(), value.data(), static_cast<int>(value.size())) != 1) {
    return false;
  }
  const ossl::ExtensionPtr extension(
      X509_EXTENSION_create_by_OBJ(nullptr, type.get(), critical ? 1 : 0, octets.get()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool AddUnknownCritical(X509* certificate) {
  constexpr uint8_t kNull[] = {0x05, 0x00};
  return AddRawExtension(certificate, kUnknownExtension, kNull, true);
}

bool ConstrainNames(X509* certificate, int type, const std::vector<std::string>& trees,
                    bool permitted) {
  const ConstraintsPtr constraints(NAME_CONSTRAINTS_new());
  if (constraints == nullptr) return false;
  auto& list = permitted ? constraints->permittedSubtrees : constraints->excludedSubtrees;
  list = sk_GENERAL_SUBTREE_new_null();
  for (const std::string& tree : trees) {
    SubtreePtr subtree = Subtree(type, tree);
    if (subtree == nullptr || sk_GENERAL_SUBTREE_push(list, subtree.get()) == 0) return false;
    (void)subtree.release();  // the list owns it now
  }
  return X509_add1_ext_i2d(certificate, NID_name_constraints, constraints.get(), 1,
                           X509V3_ADD_DEFAULT) == 1;
}

}  // namespace shakedown::pki
