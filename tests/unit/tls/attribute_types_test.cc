#include "tls/attribute_types.h"

#include <gtest/gtest.h>

#include "tls/oid.h"

namespace shakedown::tls {
namespace {

TEST(AttributeTypes, HoldTheirOidInBothForms) {
  for (const AttributeType& type : AttributeTypes()) {
    EXPECT_EQ(OidText(AsBytes(type.octets)), type.oid) << type.name;
  }
}

TEST(AttributeTypes, AreFoundByEveryName) {
  for (const AttributeType& type : AttributeTypes()) {
    EXPECT_EQ(FindAttributeType(AsBytes(type.octets)), &type) << type.name;
    EXPECT_EQ(FindAttributeType(type.name), &type) << type.name;
    EXPECT_EQ(FindAttributeType(type.oid), &type) << type.name;
  }
  EXPECT_EQ(FindAttributeType("cn")->name, "CN");
  EXPECT_EQ(FindAttributeType("Email")->name, "emailAddress");
  EXPECT_EQ(FindAttributeType("s")->name, "ST");
  EXPECT_EQ(FindAttributeType("nothing"), nullptr);
  EXPECT_EQ(FindAttributeType(ByteSpan{}), nullptr);
}

}  // namespace
}  // namespace shakedown::tls
